"""The content of a file after a turn, and the diff of all that a run has changed so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tracewalk.model import StateChange

__all__ = ["Content", "content_at", "cumulative"]


@dataclass(frozen=True, slots=True)
class Content:
    """What is known of a file's content at some turn."""

    text: str | None
    """None where nothing is known of it, or where it does not exist then."""
    state: str
    """`exact`, `partial` or `unknown`."""
    why: str
    """For people."""


def content_at(changes: Iterable[StateChange], path: str, turn: int) -> Content:
    """The content of a file after a turn."""
    return Content(None, "unknown", "no turn so far shows it")


def cumulative(changes: Iterable[StateChange], turn: int | None = None) -> str:
    """The unified diff of all files from the beginning to the end of a turn; of the whole run where it is None."""
    return ""
