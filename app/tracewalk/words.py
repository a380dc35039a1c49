"""Counts in messages for people. Floor 0: this module imports nothing of the project."""

from __future__ import annotations

__all__ = ["counted"]


def counted(n: int, noun: str) -> str:
    """A number with its noun, e.g. `1 trace`, `2,000 traces` and `3 trajectories`; for nouns with a regular plural."""
    if n == 1:
        return f"1 {noun}"
    return f"{n:,} {noun[:-1]}ies" if noun.endswith("y") else f"{n:,} {noun}s"
