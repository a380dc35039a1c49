"""Logs of Claude Code with keys gone and types changed: what comes is a run or a fault, and nothing before is lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.importers.claude_code_logs import agent, line, log, notice, result, text, use, user
from tests.importers.damage import ODD, damaged, hurt, places
from tests.importers.logs import OPTIONS, require_storable, text_of, written

from tracewalk.importers import claude_code
from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.complete import complete
from tracewalk.importers.formats import Fault, Skipped
from tracewalk.importers.sample import take_sample

TWIN = {
    "filePath": "/w/a",
    "oldString": "1",
    "newString": "2",
    "originalFile": "1\n",
    "structuredPatch": [{"oldStart": 1, "oldLines": 1, "newStart": 1, "newLines": 1, "lines": ["-1", "+2"]}],
    "durationMs": 4,
}
USAGE = {"input_tokens": 3, "cache_read_input_tokens": 4, "output_tokens": 5}
SESSION = [
    {"type": "summary", "summary": "Before", "leafUuid": "x"},
    user("Go", gitBranch="main"),
    agent({"type": "thinking", "thinking": "Hm."}, text("Look."), use("a", "Edit"), id="m", usage=USAGE, costUSD=0.5),
    result("a", "done", twin=TWIN),
    agent(use("t", "Task", prompt="Deeper"), id="n", stop="tool_use"),
    user("Deeper", isSidechain=True, agentId="x"),
    agent(text("Found"), id="s", isSidechain=True, agentId="x"),
    result("t", [{"type": "text", "text": "Found"}], twin={"agentId": "x", "totalDurationMs": 3}),
    notice("compact_boundary", content="Conversation compacted"),
    {"type": "attachment", "sessionId": "s", "attachment": {"type": "queued_command", "prompt": "More"}},
    {"type": "progress", "sessionId": "s", "data": {"agentId": "x"}, "parentToolUseID": "t"},
]
STREAM = [
    {"type": "system", "subtype": "init", "session_id": "s", "model": "m", "tools": ["Bash"], "mcp_servers": []},
    {"type": "user", "session_id": "s", "message": {"role": "user", "content": "Go"}},
    {"type": "assistant", "session_id": "s", "parent_tool_use_id": None,
     "message": {"id": "m", "content": [use("a")], "usage": USAGE}},
    {"type": "assistant", "session_id": "s", "parent_tool_use_id": "a",
     "message": {"id": "k", "content": [text("Sub")]}},
    {"type": "user", "session_id": "s",
     "message": {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "a", "content": "ok"}]}},
    {"type": "result", "subtype": "success", "session_id": "s", "total_cost_usd": 1.0, "duration_ms": 5,
     "modelUsage": {"m": {"inputTokens": 1, "outputTokens": 2, "contextWindow": 200000}}},
]  # fmt: skip


def read_all(path: Path) -> list[AgentRun | Fault | Skipped]:
    """What is read from a file as a log of Claude Code, whatever it looks like; each run must fit the lake."""
    claude_code.FORMAT.guess(take_sample(path, 1_000_000), OPTIONS)
    found = []
    for reading in claude_code.FORMAT.read(path, OPTIONS):
        assert isinstance(reading.what, AgentRun | Fault | Skipped)
        found.append(reading.what)
        if isinstance(reading.what, AgentRun):
            require_storable(complete(reading.what, str(path)))
    return found


def sayings(found: list[AgentRun | Fault | Skipped]) -> list[str]:
    """All text of the runs."""
    return [text_of(one) for one in found if isinstance(one, AgentRun)]


@pytest.mark.parametrize("lines", [SESSION, STREAM], ids=["session", "stream"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_odd_values_anywhere_break_nothing(tmp_path: Path, lines: list[Any], data: st.DataObject) -> None:
    hurt_lines = data.draw(damaged(lines))
    if isinstance(hurt_lines, list):
        assert read_all(log(tmp_path, *map(json.dumps, hurt_lines)))
    written(tmp_path, json.dumps(hurt_lines), "array.json")
    assert read_all(tmp_path / "array.json")


@pytest.mark.parametrize("lines", [SESSION, STREAM], ids=["session", "stream"])
def test_each_part_odd_in_turn_breaks_nothing(tmp_path: Path, lines: list[Any]) -> None:
    for number, place in enumerate(places(lines)):
        if len(place) > 1:
            for gone in (True, False):
                odd = [None, 7, "x", [], {"a": 1}, 1 << 70, "\ud800"][number % 7]
                assert read_all(log(tmp_path, *hurt(lines, place, odd, gone=gone)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(SESSION) - 1), ODD, st.data())
def test_what_stands_before_the_damage_is_there(tmp_path: Path, number: int, odd: Any, data: st.DataObject) -> None:
    whole = sayings(read_all(log(tmp_path, *SESSION[:number])))
    broken = json.dumps(SESSION[number])
    cut = broken[: data.draw(st.integers(0, len(broken) - 1))]
    found = sayings(read_all(log(tmp_path, *SESSION[:number], json.dumps(odd), cut)))
    assert [after[: len(before)] for before, after in zip(whole, found, strict=False)] == whole


@pytest.mark.parametrize("key", ["", "command"])
def test_deep_values_break_nothing(tmp_path: Path, key: str) -> None:
    deep = (f'{{"{key}": ' if key else "[") * 900 + '"x"' + ("}" if key else "]") * 900
    for place in places(SESSION):
        if len(place) > 1:
            lines = [json.dumps(one) for one in hurt(SESSION, place, "HERE", gone=False)]
            lines[place[0]] = lines[place[0]].replace('"HERE"', deep)
            assert read_all(log(tmp_path, *lines, lines[place[0]]))


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "\n\n",
        "{",
        "[",
        "[]",
        "{}",
        "null",
        '{"type": "user"}',
        '{"type": "user", "sessionId": "s", "message": ' + "[" * 5000 + "]" * 5000 + "}",
        '{"type": "assistant", "uuid": "u", "message": {"content": [{"type": "tool_use", "id": ' + "9" * 5000 + "}]}}",
        '{"type": "user", "uuid": "u", "message": {"content": "\\u0000\\ud800"}}',
        "\x00" * 100,
    ],
)
def test_hostile_files(tmp_path: Path, raw: str) -> None:
    assert read_all(written(tmp_path, raw, "hostile.jsonl"))


def test_many_results_and_calls_take_no_more_than_their_number(tmp_path: Path) -> None:
    n = 5_000
    early = [result(f"c{i}", f"of {i}") for i in range(n)]
    calls = [agent(use(f"c{i}"), id="one message") for i in range(n)]
    again = [result("c0", f"more {i}") for i in range(n)]
    (run,) = read_all(log(tmp_path, *early, *calls, *again))
    assert isinstance(run, AgentRun)
    assert len(run.turns) == 1
    assert [call.observation for call in run.turns[0].calls[1:]] == [f"of {i}" for i in range(1, n)]


def test_sub_agents_that_start_each_other_end(tmp_path: Path) -> None:
    lines = []
    for own, other in (("x", "y"), ("y", "x")):
        more = {"isSidechain": True, "agentId": own}
        lines += [user("Go", **more), agent(use(f"t{own}", "Task", prompt=other), id=own, **more)]
        lines.append(result(f"t{own}", "ok", twin={"agentId": other}, **more))
    assert len(read_all(log(tmp_path, *lines, line("user", "End")))) == 3
