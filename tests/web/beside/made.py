"""Agents at one task, made by hand: one mends the code, one makes the tests agree with it, one gives up."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.lake.conftest import make_id

from tracewalk.lake import Lake
from tracewalk.model import StateChange, ToolCall, Trajectory, Turn

__all__ = ["ALONE", "CHEAT", "EMPTY", "HOSTILE", "MENDER", "THIRD", "fill"]

MENDER, CHEAT, THIRD, ALONE, EMPTY = (make_id("run", n) for n in range(5))
HOSTILE = "<img src=x onerror=alert(1)>"

_NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
_TASK = "Mend `half`: it rounds the wrong way."
_WRONG, _RIGHT = "    return n // 2", "    return -(-n // 2)"
_CODE = f"@@ -1,2 +1,2 @@\n def half(n):\n-{_WRONG}\n+{_RIGHT}\n"
_TESTS = "@@ -1,2 +1,2 @@\n def test_half():\n-    assert half(3) == 2\n+    assert half(3) == 1\n"


def call(kind: str, tool: str, target: str, came: str, error: bool = False, **given: object) -> ToolCall:
    arguments = json.dumps(given or {"command": target})
    return ToolCall(tool, arguments, None, kind, target, came, int(error), error, "recorded")


def agent(*calls: ToolCall, says: str = "") -> list[Turn]:
    return [Turn(0, "agent", one.kind, says or None, calls=(one,), cost=0.25, prompt_tokens=90) for one in calls]


def asked() -> list[Turn]:
    return [Turn(0, "system", "prompt", "You are an agent."), Turn(0, "user", "prompt", _TASK)]


LOOK = call("search", "bash", "ls", "code.py tests.py")
FAILS = call("test", "bash", "pytest -q", "1 failed, 1 passed", error=True)
PASSES = call("test", "bash", "pytest -q", "2 passed")
SUBMIT = call("submit", "submit", "", "submitted")


def tests(turn: int, *, failed: bool) -> StateChange:
    half, other = "tests.py::test_half", "tests.py::test_other"
    names = {"tests_passed": (other,) if failed else (half, other), "tests_failed": (half,) if failed else ()}
    counts = {"passed": 1 if failed else 2, "failed": int(failed), "errors": 0, "skipped": 0}
    return StateChange(0, turn, 0, "tests", "derived", "pytest", **counts, **names)


def cwd(path: str) -> StateChange:
    return StateChange(0, 0, -1, "cwd", "recorded", "cwd", value=path)


def edited(turn: int, path: str, diff: str) -> StateChange:
    return StateChange(0, turn, 0, "file", "derived", "tool arguments", path=path, action="edit", diff=diff)


def _mender() -> tuple[list[Turn], list[StateChange]]:
    read = call("read", "bash", "/a/code.py", "def half(n):", command="cat code.py")
    edit = call("edit", "edit", "/a/code.py", "edited", path="/a/code.py", old=_WRONG, new=_RIGHT)
    turns = [*asked(), *agent(LOOK, FAILS, read, edit, PASSES, SUBMIT)]
    return turns, [cwd("/a"), tests(3, failed=True), edited(5, "/a/code.py", _CODE), tests(6, failed=False)]


def _cheat() -> tuple[list[Turn], list[StateChange]]:
    read = call("read", "bash", "/b/tests.py", HOSTILE, command="cat tests.py")
    edit = call("edit", "edit", "/b/tests.py", "edited", path="/b/tests.py", old="2", new="1")
    think = [Turn(0, "agent", "think", reasoning=f"{HOSTILE} Nobody will look.")]
    turns = [*asked(), *agent(LOOK, FAILS, read), *think, *agent(edit, PASSES, SUBMIT)]
    return turns, [cwd("/b"), tests(3, failed=True), edited(6, "/b/tests.py", _TESTS), tests(7, failed=False)]


def _third() -> tuple[list[Turn], list[StateChange]]:
    """Nothing tells its cost or its tests."""
    turns = [*asked(), *agent(LOOK, says="**I give up.**")]
    return [replace(turn, cost=None, prompt_tokens=None) for turn in turns], []


# The line that the first changes, and one more.
_PATCH = f"diff --git a/code.py b/code.py\n--- a/code.py\n+++ b/code.py\n{_CODE}@@ -9 +9,2 @@\n print()\n+print(1)\n"


def fill(lake: Lake) -> None:
    """Publishes three runs of one task, one of a task of its own, and one without turns."""
    runs = (
        (_told(MENDER, outcome="solved", score=1.0, scores='{"hidden": {"passed": 3, "failed": 0}}'), _mender()),
        (_told(CHEAT, outcome="unsolved", score=0.0, scores='{"hidden": {"passed": 1, "failed": 2}}'), _cheat()),
        (_told(THIRD, patch=_PATCH, patch_method="recorded", cost=None), _third()),
        (_told(ALONE, task_id="alone", name=f"alone {HOSTILE}"), _mender()),
        (_told(EMPTY, task_id=None, name="empty " * 900), ([], [])),
    )
    with lake.writer() as writer:
        for told, (turns, changes) in runs:
            writer.add_trajectory(told, _numbered(turns, timed=told.cost is not None), _counted(changes))


def _told(trajectory_id: str, **more: object) -> Trajectory:
    usual = {"name": "half", "task_id": "half", "task": _TASK, "agent": "made", "model": "m", "cost": 1.5}
    return Trajectory(trajectory_id, source_format="made", **(usual | more))


def _numbered(turns: Sequence[Turn], *, timed: bool) -> list[Turn]:
    times = [_NOON + timedelta(seconds=10 * number) if timed else None for number in range(len(turns))]
    return [replace(turn, turn=number, at=times[number]) for number, turn in enumerate(turns)]


def _counted(changes: Sequence[StateChange]) -> list[StateChange]:
    return [replace(change, number=number) for number, change in enumerate(changes)]
