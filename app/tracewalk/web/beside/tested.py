"""Tests against tests: each run of tests of two trajectories, the last word on each test, and how they were judged."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tracewalk.agents.contents import root_of
from tracewalk.model import StateChange, Trajectory
from tracewalk.web.trajectory.read import changes_of, trajectory_of

__all__ = ["tested"]

_NAMES = 1_000
_SCORES = 60
_LONG = 200


def tested(left: str, right: str) -> dict[str, Any]:
    """Both sides' runs of tests and scores, and tests by name with the last result in each. Raises `NotFound`."""
    one, other = _last(changes_of(left)), _last(changes_of(right))
    rows = [[name, *one.get(name, (None, None)), *other.get(name, (None, None))] for name in {**one, **other}]
    rows.sort(key=lambda row: (_differs(row), row[0]))
    return {
        "left": {"runs": _runs(changes_of(left))},
        "right": {"runs": _runs(changes_of(right))},
        "scores": _scores(trajectory_of(left), trajectory_of(right)),
        "names": rows[:_NAMES],
        "n_names": len(rows),
        "n_differ": sum(_differs(row) == 0 for row in rows),
        "n_alone": sum(_differs(row) == 1 for row in rows),
    }


def _differs(row: Sequence[object]) -> int:
    """0 where both runs have a result and they differ, 1 where only one has any, 2 where they agree."""
    if row[1] is None or row[3] is None:
        return 1
    return 0 if row[1] != row[3] else 2


def _runs(changes: Sequence[StateChange]) -> list[dict[str, Any]]:
    told = ("turn", "call", "passed", "failed", "errors", "skipped", "how", "method")
    return [{name: getattr(change, name) for name in told} for change in changes if change.kind == "tests"]


def _last(changes: Sequence[StateChange]) -> dict[str, tuple[str, int]]:
    """The last result of each test that is named, and the turn that gave it."""
    root = (root_of(changes) or "").rstrip("/") + "/"
    found: dict[str, tuple[str, int]] = {}
    for change in changes:
        if change.kind == "tests":
            for result, names in (("passed", change.tests_passed), ("failed", change.tests_failed)):
                found |= {name.removeprefix(root)[:_LONG]: (result, change.turn) for name in names}
    return found


def _scores(left: Trajectory, right: Trajectory) -> list[list[str | None]]:
    """What judged the two, one value a row: its name, and what it says of each."""
    one, other = dict(_flat(left)), dict(_flat(right))
    return [[name, one.get(name), other.get(name)] for name in list({**one, **other})[:_SCORES]]


def _flat(told: Trajectory) -> Iterator[tuple[str, str]]:
    if told.score is not None:
        yield "score", f"{told.score:g}"
    try:
        values = json.loads(told.scores) if told.scores else None
    except (ValueError, RecursionError):
        values = told.scores
    if not isinstance(values, Mapping):
        values = {"scores": values} if values is not None else {}
    for name, value in values.items():
        inner = value if isinstance(value, Mapping) and len(value) <= 8 else None
        if inner is None:
            yield str(name)[:_LONG], _short(value)
        else:
            yield str(name)[:_LONG], ", ".join(f"{key}: {_short(one)}" for key, one in inner.items())[:_LONG]


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return " ".join(text.split())[:_LONG]
