"""Small trajectories made by hand: every column filled somewhere, and null somewhere else where it may be."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.lake.conftest import make_id

from tracewalk.lake import Lake
from tracewalk.model import Image, Record, StateChange, ToolCall, Trajectory, Turn

__all__ = [
    "act",
    "aged",
    "changed_of",
    "make_changes",
    "make_trajectory",
    "make_turns",
    "run_counts",
    "trajectory_id",
    "turns_of",
    "whole",
]

_NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def trajectory_id(n: int) -> str:
    return make_id("trajectory", n)


def turns_of(n: int) -> int:
    """How many turns `act` gives the trajectory of that number."""
    return 2 + n % 40


def changed_of(n: int) -> int:
    """How many state changes `act` gives it: none to every fifth."""
    return n % 5 * 2


def make_trajectory(n: int, **columns: object) -> Trajectory:
    """A trajectory as the lake gives it back, with `turns_of` and `changed_of` rows; the odd ones say little."""
    made = Trajectory(
        trajectory_id(n),
        f"task {n // 2}",
        "mini_swe_agent",
        n_turns=turns_of(n),
        n_changes=changed_of(n),
        source_file=f"logs/{n}.traj.json",
    )
    if n % 2 == 0:
        made = replace(
            made,
            dataset="d" if n % 4 else "e",
            agent="mini",
            model="m",
            task="Mend it: é\U0001f40d",
            outcome="solved",
            score=0.5,
            scores='{"a": 0.5}',
            patch="--- a\n+++ b\n",
            patch_method="recorded",
            started_at=_NOON,
            ended_at=_NOON + timedelta(seconds=n),
            seconds=float(n),
            tools=("bash", "edit"),
            prompt_tokens=2**40,
            tests_passed=n,
            cost=n / 8,
            cost_method="recorded",
            parent=trajectory_id(n + 1),
            parent_turn=1,
            notes=("times had no zone",),
            imported_at=_NOON,
        )
    return replace(made, **columns)  # type: ignore[arg-type]


def make_turns(count: int, mark: str = "m") -> list[Turn]:
    """So many turns: every third with calls, every fourth with pictures, every other one with all else there is."""
    return [_turn(k, mark) for k in range(count)]


def _turn(k: int, mark: str) -> Turn:
    calls = (
        ToolCall("bash", f"ls {k}", kind="read"),
        ToolCall("edit", '{"path": "é"}', f"c{k}", "edit", "a.py", "\x1b[1mdone\x00", k, k % 2 > 0, "recorded"),
        ToolCall("task", "{", malformed="no JSON", seconds=0.5, trajectory=trajectory_id(k)),
    )
    if k % 2:
        return Turn(k, "user", "prompt", message=mark, calls=calls if k % 3 == 0 else ())
    return Turn(
        k,
        "agent",
        "run",
        message=f"{mark} \U0001f40d",
        reasoning="why",
        calls=calls[: k % 3],
        images=(Image("image/png", b"\x89PNG\x00\xff"), Image("image/gif", b"")) if k % 4 == 0 else (),
        model="m",
        at=_NOON + timedelta(microseconds=k),
        seconds=0.25,
        prompt_tokens=2**40 + k,
        completion_tokens=7,
        cached_tokens=5,
        reasoning_tokens=0,
        cost=0.125,
        cost_method="derived",
        error="429",
        copied=k % 8 == 0,
        traces=(make_id(k),),
        records=(Record(k, 2**40, "", "0" * 16), Record(0, 5, f"/messages/{k}", "f" * 16)),
    )


def make_changes(count: int, method: str = "derived") -> list[StateChange]:
    """So many state changes of all kinds."""
    return [_change(k, method) for k in range(count)]


def _change(k: int, method: str) -> StateChange:
    if k % 3 == 0:
        names = {"tests_passed": ("t::a", "t::b"), "tests_failed": (f"t::{k}",)}
        return StateChange(k, k // 2, 0, "tests", method, "pytest", passed=2, failed=1, errors=0, skipped=3, **names)
    if k % 3 == 1:
        return StateChange(k, k // 2, -1, "cwd", method, "cd", value=f"/é/{k}")
    texts = {"old_path": "b.py", "diff": "@@ -1 +1 @@\n-x\n+y\n", "before": "x\n", "after": "y\n"}
    return StateChange(k, k // 2, 1, "file", method, "sed", path="a.py", action="rename", **texts)


def act(lake: Lake, numbers: Iterable[int], *, inbox: bool = False) -> list[str]:
    """Publishes one trajectory a number. Returns their ids."""
    made: list[str] = []
    with lake.writer(inbox=inbox) as writer:
        for n in numbers:
            writer.add_trajectory(make_trajectory(n), make_turns(turns_of(n)), make_changes(changed_of(n)))
            made.append(trajectory_id(n))
    return made


def run_counts(lake: Lake) -> tuple[int, ...]:
    """Trajectories, told apart; turns as they say, there, told apart; and changes: of one version, in one statement."""
    told = (
        "SELECT count(*), count(DISTINCT trajectory_id), coalesce(sum(n_turns), 0)::BIGINT, "
        "(SELECT count(*) FROM turns), (SELECT count(DISTINCT (trajectory_id, turn)) FROM turns), "
        "coalesce(sum(n_changes), 0)::BIGINT, (SELECT count(*) FROM state_changes), "
        "(SELECT count(DISTINCT (trajectory_id, number)) FROM state_changes) FROM trajectories"
    )
    return lake.cursor().sql(told).fetchall()[0]


def whole(*numbers: int) -> tuple[int, ...]:
    """What `run_counts` says where these are there as `act` makes them."""
    turns, changes = sum(map(turns_of, numbers)), sum(map(changed_of, numbers))
    return len(numbers), len(numbers), turns, turns, turns, changes, changes, changes


def aged(lake: Lake) -> None:
    """Makes it a lake of a Tracewalk that knew no trajectories."""
    lake.close()
    with sqlite3.connect(lake.path / "catalog.sqlite") as connection:
        connection.execute("DROP TABLE trajectories")
    connection.close()
    for table in ("trajectories", "turns", "state_changes"):
        (lake.path / table).rmdir()
