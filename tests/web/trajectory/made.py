"""Made runs: one with all that a page can show, its sub-agent, another run of its task, a hostile one."""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tracewalk.lake import Lake
from tracewalk.model import Image, StateChange, ToolCall, Trajectory, Turn

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
MAIN, CHILD, OTHER, HOSTILE = (f"{n:032x}" for n in range(1, 5))
TRACE = "e" * 32
"""Of a trace that the lake has not."""
LONG = "".join(f"line {n:05d} of a long output\n" for n in range(3_000))
BEFORE = "def add(a, b):\n    return a - b\n"
AFTER = "def add(a, b):\n    return a + b\n"
DIFF = "@@ -1,2 +1,2 @@\n def add(a, b):\n-    return a - b\n+    return a + b\n"
PATCH = f"diff --git a/calc.py b/calc.py\n--- a/calc.py\n+++ b/calc.py\n{DIFF}"
COLOURED = (
    "\x1b[1m=== test session starts ===\x1b[0m\ncollecting\rcollected 2 items\n\x1b[31mFAILED\x1b[0m calc.py::test_add"
)
EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script>"
EVIL_MARKDOWN = (
    f"{EVIL}\n\n[go](javascript:alert(3)) [out](https://evil.example/a?b=1) ![p](https://evil.example/p.png)\n\n"
    "<iframe src=https://evil.example></iframe>\n\n```html\n<script>alert(4)</script>\n```\n"
)


def png(width: int = 64, height: int = 40) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x3b\x5b\xdb" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def _agent(turn: int, kind: str, *calls: ToolCall, **more: object) -> Turn:
    return Turn(
        turn,
        "agent",
        kind,
        calls=calls,
        at=NOON + timedelta(seconds=10 * turn),
        seconds=1.5,
        prompt_tokens=1_000 * (turn + 1),
        completion_tokens=50,
        cost=0.01,
        cost_method="recorded",
        **more,  # type: ignore[arg-type]
    )


def _edit(number: int, turn: int, **more: object) -> StateChange:
    made = StateChange(
        number, turn, 0, "file", "derived", "tool arguments", path="/app/calc.py", action="edit",
        diff=DIFF, before=BEFORE, after=AFTER,
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def main_turns(traces: tuple[str, ...] = (TRACE,)) -> list[Turn]:
    """One of each thing that a turn can be."""
    arguments = {"command": "str_replace", "path": "/app/calc.py", "old_str": "a - b", "new_str": "a + b"}
    edit = ToolCall("str_replace_editor", json.dumps(arguments), "c1", "edit", "/app/calc.py", "The file was edited.")
    bad = ToolCall("bash", '{"command": ', "c2", "run", malformed="its arguments are no JSON: it ends early")
    two = (
        ToolCall("bash", "cat calc.py", "c3", "read", "calc.py", BEFORE, 0, error=False),
        ToolCall("grep", '{"pattern": "add", "path": "/app"}', "c4", "search", "add", "calc.py:1", None),
    )
    failing = ToolCall("bash", "pytest -q", "c5", "test", "pytest -q", COLOURED, 1, error=True, error_method="recorded")
    passing = ToolCall("bash", "pytest -q", "c6", "test", "pytest -q", "2 passed", 0, error=False)
    delegated = ToolCall(
        "task", '{"prompt": "look around"}', "c7", "delegate", "look around", "Done.", trajectory=CHILD
    )
    wide = ToolCall("bash", "cat big.log", "c8", "read", "big.log", LONG, 0, error=False)
    return [
        Turn(0, "system", "prompt", message="You mend programs."),
        Turn(1, "user", "prompt", message="# The task\n\nMake `add` add.\n\n- run the **tests**"),
        _agent(2, "read", *two, message="Let me look.", reasoning="It may be the sign.\n" * 60),
        _agent(3, "test", failing, message="Now the tests.", traces=traces),
        _agent(4, "edit", edit, message="The sign is wrong."),
        _agent(5, "run", bad),
        _agent(6, "delegate", delegated),
        _agent(7, "read", wide),
        _agent(8, "say", message="See the picture.", images=(Image("image/png", png()), Image("image/png", b"<svg>"))),
        _agent(9, "test", passing),
        _agent(10, "submit", ToolCall("submit", "{}", "c9", "submit"), message="Done."),
    ]


def main_changes() -> list[StateChange]:
    """What they changed."""
    tests = StateChange(1, 3, 0, "tests", "derived", "pytest", passed=1, failed=1, tests_failed=("calc.py::test_add",))
    return [
        StateChange(0, 2, -1, "cwd", "recorded", "state", value="/app"),
        tests,
        _edit(2, 4),
        replace(tests, number=3, turn=9, passed=2, failed=0, tests_failed=()),
    ]


def child_turns() -> list[Turn]:
    """A sub-agent's."""
    call = ToolCall("bash", "ls", "s1", "search", "ls", "calc.py\n", 0, error=False)
    return [
        Turn(0, "user", "prompt", message="look around"),
        _agent(1, "search", call),
        _agent(2, "say", message="Seen."),
    ]


def hostile_turns() -> list[Turn]:
    """Markup wherever text can stand; pictures and links of a terminal that would load something from outside."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><image href="https://evil.example/i.png"/><script>alert(5)</script></svg>'
    linked = ToolCall(
        "bash", "ls", "c", "run", "ls", f"\x1b]8;;https://evil.example/\x07{EVIL}\x1b]8;;\x07 \x1b[38;2;1;2;3m{EVIL}"
    )
    call = ToolCall(
        EVIL, json.dumps({EVIL: EVIL + "\n" * 3, "path": EVIL}), EVIL, "run", EVIL,
        f"{EVIL}\x1b[31m{EVIL}\x1b[0m\x1b]0;title\x07\x1b[2J\x00 \u202eevil", 1, True, EVIL, EVIL,
    )  # fmt: skip
    return [
        Turn(0, "user", "prompt", message=EVIL_MARKDOWN, reasoning=EVIL_MARKDOWN),
        Turn(1, "agent", "run", EVIL_MARKDOWN, EVIL, (call,), (Image("image/png", EVIL.encode()),), EVIL, error=EVIL),
        Turn(
            2,
            "agent",
            "run",
            json.dumps({EVIL: EVIL_MARKDOWN}),
            EVIL,
            calls=(linked,),
            images=(Image("image/svg+xml", svg.encode()), Image("text/html", EVIL.encode())),
        ),
    ]


def hostile_changes() -> list[StateChange]:
    """Markup in names of files, in diffs and in tests."""
    return [
        StateChange(
            0, 1, 0, "file", "estimated", EVIL,
            path=f"/app/{EVIL}.py", action="create", diff=f"@@ -0,0 +1 @@\n+{EVIL}\n",
        ),
        StateChange(1, 1, 0, "tests", "derived", EVIL, passed=0, failed=1, tests_failed=(EVIL,)),
        StateChange(2, 1, -1, "cwd", "recorded", EVIL, value=EVIL),
    ]  # fmt: skip


def add(lake: Lake, traces: tuple[str, ...] = (TRACE,)) -> None:
    """All of them."""
    run = Trajectory(
        MAIN, "calc-1", "openhands", agent="mender", model="big", task_id="calc-1", task="Make add add.", repo="a/calc",
        outcome="solved", outcome_from="report.json", exit_status="submitted", patch=PATCH, patch_method="recorded",
        cost=0.09, cost_method="recorded", context_window=20_000, tools=("bash",), source_file="gone.json",
        n_calls=8, n_errors=2, n_edits=1, n_test_runs=2, tests_passed=2, tests_failed=0, notes=("a made run",),
    )  # fmt: skip
    child = Trajectory(CHILD, "calc-1/looker", "openhands", parent=MAIN, parent_turn=6)
    other = replace(run, trajectory_id=OTHER, model="small", outcome="unsolved", patch=None, cost=0.01)
    hostile = Trajectory(
        HOSTILE, EVIL, EVIL, agent=EVIL, model=EVIL, task=EVIL, task_id=EVIL, outcome="error", exit_status=EVIL,
        patch=EVIL, notes=(EVIL,), metadata=EVIL, source_file=EVIL,
    )  # fmt: skip
    with lake.writer() as writer:
        writer.add_trajectory(run, main_turns(traces), main_changes())
        writer.add_trajectory(child, child_turns(), [])
        writer.add_trajectory(other, main_turns(())[:5], main_changes()[:3])
        writer.add_trajectory(hostile, hostile_turns(), hostile_changes())
