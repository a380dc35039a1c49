"""Habits of a run that are worth a look, found by plain rules, each with the turns that show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracewalk.model import StateChange, Trajectory, Turn

__all__ = ["Pattern", "patterns"]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One finding of one rule."""

    rule: str
    """A name to filter by, as `repeated-command`."""
    title: str
    text: str
    """What was found, in a sentence or two for people; untrusted where it quotes the run."""
    turns: tuple[int, ...]
    """Where it shows, in order."""


def patterns(trajectory: Trajectory, turns: Sequence[Turn], changes: Sequence[StateChange]) -> list[Pattern]:
    """All findings of all rules, in the order of their first turns."""
    return []
