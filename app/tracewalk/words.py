"""Counts in messages for people. Floor 0: this module imports nothing of the project."""

from __future__ import annotations

__all__ = ["counted"]


def counted(n: int, noun: str) -> str:
    """A number with its noun, e.g. `1 trace`, `2,000 traces`, `3 trajectories`, `4 branches`; for regular plurals."""
    if n == 1:
        return f"1 {noun}"
    if noun.endswith("y"):
        return f"{n:,} {noun[:-1]}ies"
    return f"{n:,} {noun}{'es' if noun.endswith('ch') else 's'}"
