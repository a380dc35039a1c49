"""Tracewalk: a web explorer for code-world-model data."""
