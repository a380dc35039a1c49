"""Two runs of one task side by side: which turns do the same, where they part, and what each milestone cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracewalk.model import StateChange, Turn

__all__ = ["Alignment", "Milestone", "Reached", "Run", "align"]


@dataclass(frozen=True, slots=True)
class Run:
    """One of the two: its turns and what they changed."""

    turns: Sequence[Turn]
    changes: Sequence[StateChange]


@dataclass(frozen=True, slots=True)
class Reached:
    """When a run reached a milestone, and what it had spent by then, that turn included."""

    turn: int
    n_turns: int
    """Of the agent."""
    cost: float | None
    tokens: int | None
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Milestone:
    """One mark on the way that both runs may reach; None where a run does not."""

    name: str
    left: Reached | None
    right: Reached | None


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two runs, turn by turn."""

    pairs: tuple[tuple[int | None, int | None, bool], ...]
    """Turn of the left, turn of the right (None: it has none there), and whether they do the same."""
    first_divergence: int | None
    """Place in `pairs` of the first that differ; None where the runs do the same throughout."""
    milestones: tuple[Milestone, ...]


def align(left: Run, right: Run) -> Alignment:
    """The turns of two runs, aligned by the kinds, tools and targets of their calls."""
    return Alignment((), None, ())
