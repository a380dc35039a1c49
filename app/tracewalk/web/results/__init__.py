"""The Results page: scores of benchmarks, their tasks, and what answers state, against the truth."""
