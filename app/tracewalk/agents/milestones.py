"""Marks on the way of a run: its first look at a file that it goes on to edit, first edit, test, pass, submission."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracewalk.agents.asides import is_edit
from tracewalk.agents.contents import net_diffs
from tracewalk.agents.paths import same_file
from tracewalk.frozen import frozen
from tracewalk.model import StateChange, Turn

__all__ = ["Milestone", "Reached", "milestones", "reached"]

NAMES = {
    "read": "first read of a file that it edits",
    "edit": "first edit that stays",
    "test": "first run of tests",
    "pass": "first run of tests without failures",
    "submit": "submission",
}
"""Name of a milestone -> what it is, for people."""

_MOST_FILES = 50


@frozen
class Reached:
    """When a run reached a milestone, and what it had spent by then, that turn included."""

    turn: int
    n_turns: int
    """Of the agent."""
    cost: float | None
    tokens: int | None
    seconds: float | None
    """Since the first turn; None where times are not recorded."""


@frozen
class Milestone:
    """One mark on the way that both runs may reach; None where a run does not."""

    name: str
    title: str
    left: Reached | None
    right: Reached | None


_Run = tuple[Sequence[Turn], Sequence[StateChange]]


def milestones(left: _Run, right: _Run) -> Iterator[Milestone]:
    """All milestones of two runs."""
    one, other = reached(*left), reached(*right)
    for name, title in NAMES.items():
        yield Milestone(name, title, one.get(name), other.get(name))


def reached(turns: Sequence[Turn], changes: Sequence[StateChange]) -> dict[str, Reached]:
    """The milestones that a run reaches, by their names."""
    found = _turns_of(turns, changes)
    spent = _spent(turns, set(found.values()))
    return {name: spent[turn] for name, turn in found.items() if turn in spent}


def _turns_of(turns: Sequence[Turn], changes: Sequence[StateChange]) -> dict[str, int]:
    kept = [diff for diff in net_diffs(changes)[:_MOST_FILES] if diff.action != "delete"]
    paths = [diff.path for diff in kept]
    there = [diff.old_path or diff.path for diff in kept if diff.action != "create"]
    tests = [change for change in changes if change.kind == "tests"]
    calls = [(turn.turn, call) for turn in turns for call in turn.calls]
    edits = (c.turn for c in changes if is_edit(c) and c.action != "delete" and _is_one(c.path, paths))
    ran = [*(change.turn for change in tests), *(turn for turn, call in calls if call.kind == "test")]
    passed = (change.turn for change in tests if change.passed and not change.failed and not change.errors)
    first = {
        "read": next((turn for turn, call in calls if call.kind == "read" and _is_one(call.target, there)), None),
        "edit": next(edits, None),
        "test": min(ran, default=None),
        "pass": next(passed, None),
        # the last one counts: those before it were refused
        "submit": max((turn for turn, call in calls if call.kind == "submit"), default=None),
    }
    return {name: turn for name, turn in first.items() if turn is not None}


def _is_one(path: str | None, paths: Sequence[str]) -> bool:
    return path is not None and any(same_file(path, one) for one in paths)


def _spent(turns: Sequence[Turn], wanted: set[int]) -> dict[int, Reached]:
    """What was spent up to the end of some turns."""
    found: dict[int, Reached] = {}
    count, cost, tokens = 0, 0.0, 0
    costs = any(turn.cost is not None for turn in turns)
    counted = any(turn.prompt_tokens is not None or turn.completion_tokens is not None for turn in turns)
    start = next((turn.at for turn in turns if turn.at is not None), None)
    for turn in turns:
        if not turn.copied:
            count += turn.source == "agent"
            cost += turn.cost or 0.0
            tokens += (turn.prompt_tokens or 0) + (turn.completion_tokens or 0)
        if turn.turn in wanted:
            seconds = (turn.at - start).total_seconds() if turn.at is not None and start is not None else None
            found[turn.turn] = Reached(turn.turn, count, cost if costs else None, tokens if counted else None, seconds)
    return found
