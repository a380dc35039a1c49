"""Counts in messages for people. Floor 0: this module imports nothing of the project."""

from __future__ import annotations

__all__ = ["counted"]


def counted(n: int, noun: str) -> str:
    """A number with its noun, e.g. `1 trace` and `2,000 traces`; for nouns whose plural ends in -s."""
    return f"{n:,} {noun}{'' if n == 1 else 's'}"
