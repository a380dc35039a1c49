"""How a long operation tells how far it is."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["Progress", "silent"]

Progress = Callable[[int, int, str], None]
"""Called with what is done, of how much, and a word about what is at hand."""


def silent(done: int, total: int, text: str) -> None:
    """Tells nothing."""
