"""The self-verification loop, and branches of traces: what code really does beside what a model says it will."""
