"""Logs of Codex with keys gone and types changed: what comes is a run or a fault, and nothing before is lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.importers.codex_logs import call, event, head, item, log, message, output, thought, tokens, wrapped
from tests.importers.damage import ODD, damaged, hurt, places
from tests.importers.logs import OPTIONS, require_storable, text_of, written

from tracewalk.importers import codex
from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.complete import complete
from tracewalk.importers.formats import Fault, Skipped
from tracewalk.importers.sample import take_sample

CHANGES = {"/w/a": {"type": "update", "unified_diff": "@@ -1 +1 @@\n-1\n+2\n", "move_path": None}}
ROLLOUT = [
    head(git={"commit_hash": "c", "repository_url": "https://github.com/o/n"}, forked_from_id="old",
         source={"subagent": {"thread_spawn": {"parent_thread_id": "p", "agent_path": "/a"}}}),
    wrapped("turn_context", {"cwd": "/w", "model": "m"}, ordinal=1),
    message("user", "<environment_context><cwd>/w</cwd></environment_context>"),
    message("user", "Go"),
    event("user_message", message="Go", images=[]),
    thought("Hm."),
    event("agent_reasoning", text="Hm."),
    call("a"),
    tokens((10, 2), (10, 2)),
    event("exec_command_end", call_id="a", exit_code=0, duration={"secs": 1, "nanos": 2}, aggregated_output="x"),
    output("a", "Exit code: 0\nWall time: 1 seconds\nOutput:\nx"),
    item("custom_tool_call", name="apply_patch", input="*** Begin Patch\n*** End Patch", call_id="p"),
    event("patch_apply_end", call_id="p", success=True, changes=CHANGES),
    call("s", "spawn_agent", "{}"),
    output("s", '{"agent_id": "01900000-0000-7000-8000-00000000000b"}'),
    item("web_search_call", action={"query": "q"}),
    event("item_completed", item={"type": "FileChange", "id": "p", "status": "completed", "changes": CHANGES}),
    event("mcp_tool_call_end", call_id="s", invocation={"server": "s", "tool": "t"}, result={"Ok": {"content": []}}),
    wrapped("compacted", {"message": "short", "replacement_history": []}),
    event("error", message="oops"),
    event("turn_aborted", reason="interrupted"),
]  # fmt: skip
BARE = [
    {"id": "t", "timestamp": "2025-08-18T01:16:13Z", "instructions": "x", "git": {"commit_hash": "c"}},
    {"record_type": "state"},
    *(line["payload"] for line in (message("user", "Go"), thought("Hm."), call("a"), output("a"))),
]
EXEC = [
    {"type": "thread.started", "thread_id": "t"},
    {"type": "item.started", "item": {"id": "1", "type": "command_execution", "command": "ls"}},
    {
        "type": "item.completed",
        "item": {"id": "1", "type": "command_execution", "aggregated_output": "a", "exit_code": 0},
    },
    {"type": "item.completed", "item": {"id": "2", "type": "file_change", "changes": [{"path": "a", "kind": "add"}]}},
    {"type": "item.completed", "item": {"id": "3", "type": "mcp_tool_call", "result": {"content": [{"text": "x"}]}}},
    {"type": "item.completed", "item": {"id": "4", "type": "agent_message", "text": "Hi"}},
    {"type": "turn.completed", "usage": {"input_tokens": 1, "output_tokens": 2}},
]
EVENTS = [
    {"model": "m", "workdir": "/w"},
    {"prompt": "Go"},
    {"id": "1", "msg": {"type": "exec_command_begin", "call_id": "a", "command": ["ls"], "cwd": "/w"}},
    {"id": "1", "msg": {"type": "exec_command_end", "call_id": "a", "stdout": "x", "exit_code": 0}},
    {"id": "1", "msg": {"type": "patch_apply_begin", "call_id": "b", "changes": {"a": {"add": {"content": "x"}}}}},
    {"id": "1", "msg": {"type": "patch_apply_end", "call_id": "b", "success": True, "stdout": "ok"}},
    {"id": "1", "msg": {"type": "token_count", "input_tokens": 1, "output_tokens": 2}},
]
ALL = {"rollout": ROLLOUT, "bare": BARE, "exec": EXEC, "events": EVENTS}
each = pytest.mark.parametrize("lines", list(ALL.values()), ids=list(ALL))


def read_all(path: Path) -> list[AgentRun | Fault | Skipped]:
    """What is read from a file as a log of Codex, whatever it looks like; each run must fit the lake."""
    codex.FORMAT.guess(take_sample(path, 1_000_000), OPTIONS)
    found = []
    for reading in codex.FORMAT.read(path, OPTIONS):
        assert isinstance(reading.what, AgentRun | Fault | Skipped)
        found.append(reading.what)
        if isinstance(reading.what, AgentRun):
            require_storable(complete(reading.what, str(path)))
    return found


@each
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_odd_values_anywhere_break_nothing(tmp_path: Path, lines: list[Any], data: st.DataObject) -> None:
    hurt_lines = data.draw(damaged(lines))
    if isinstance(hurt_lines, list):
        assert read_all(log(tmp_path, *map(json.dumps, hurt_lines)))
    assert read_all(written(tmp_path, json.dumps({"session": {"id": "t"}, "items": hurt_lines}), "one.json"))


@each
def test_each_part_odd_in_turn_breaks_nothing(tmp_path: Path, lines: list[Any]) -> None:
    for number, place in enumerate(places(lines)):
        if len(place) > 1:
            for gone in (True, False):
                odd = [None, 7, "x", [], {"a": 1}, 1 << 70, "\ud800"][number % 7]
                assert read_all(log(tmp_path, *hurt(lines, place, odd, gone=gone)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, len(ROLLOUT) - 1), ODD, st.data())
def test_what_stands_before_the_damage_is_there(tmp_path: Path, number: int, odd: Any, data: st.DataObject) -> None:
    whole = [text_of(one) for one in read_all(log(tmp_path, *ROLLOUT[:number])) if isinstance(one, AgentRun)]
    broken = json.dumps(ROLLOUT[number])
    cut = broken[: data.draw(st.integers(0, len(broken) - 1))]
    found = read_all(log(tmp_path, *ROLLOUT[:number], json.dumps(odd), cut))
    after = [text_of(one) for one in found if isinstance(one, AgentRun)]
    for line in "\n".join(whole).splitlines():
        assert any(line in text for text in after)


@pytest.mark.parametrize("key", ["", "command"])
def test_deep_values_break_nothing(tmp_path: Path, key: str) -> None:
    deep = (f'{{"{key}": ' if key else "[") * 900 + '"x"' + ("}" if key else "]") * 900
    for place in places(ROLLOUT):
        if len(place) > 1:
            lines = [json.dumps(one) for one in hurt(ROLLOUT, place, "HERE", gone=False)]
            lines[place[0]] = lines[place[0]].replace('"HERE"', deep)
            assert read_all(log(tmp_path, *lines, lines[place[0]]))


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"session": {}, "items": []}',
        '{"type": "response_item", "payload": ' + "[" * 5000 + "]" * 5000 + "}",
        '{"type": "response_item", "payload": {"type": "function_call_output", "call_id": ' + "9" * 5000 + "}}",
        '{"type": "event_msg", "payload": {"type": ["user_message"]}}',
        '{"type": ["session_meta"], "payload": {}}',
        '{"id": "t", "timestamp": {}, "instructions": []}',
        "\x00" * 100,
    ],
)
def test_hostile_files(tmp_path: Path, raw: str) -> None:
    assert read_all(written(tmp_path, raw, "hostile.jsonl"))


def test_the_same_words_many_times_take_no_more_than_their_number(tmp_path: Path) -> None:
    n = 5_000
    lines = [
        head(),
        *(message("user", "again") for _ in range(n)),
        *(event("user_message", message="again") for _ in range(n)),
    ]
    (run,) = read_all(log(tmp_path, *lines))
    assert isinstance(run, AgentRun)
    assert len(run.turns) == n


def test_threads_that_start_each_other_end(tmp_path: Path) -> None:
    ids = ("01900000-0000-7000-8000-00000000000a", "01900000-0000-7000-8000-00000000000b")
    for own, other in (ids, ids[::-1]):
        spawn = [message("user", "Go"), call("s", "spawn_agent", "{}"), output("s", json.dumps({"agent_id": other}))]
        log(tmp_path, head(own, parent_thread_id=other, forked_from_id=own), *spawn, name=f"{own}.jsonl")
    for own in ids:
        (run,) = read_all(tmp_path / f"{own}.jsonl")
        assert isinstance(run, AgentRun)
