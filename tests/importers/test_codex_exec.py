"""What `codex exec --json` writes, now and before September 2025."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.importers.codex_logs import log
from tests.importers.logs import require_storable, runs_in

from tracewalk.importers.agent_run import AgentRun


def only(path: Path) -> AgentRun:
    """The one run of a file."""
    (run,) = runs_in(path)
    require_storable(run)
    return run


def step(kind: str, number: str, what: str, **more: Any) -> dict[str, Any]:
    """A line of an item."""
    return {"type": f"item.{kind}", "item": {"id": number, "type": what, **more}}


USAGE = {"input_tokens": 900, "cached_input_tokens": 200, "output_tokens": 55}


def test_items_are_told_once_whatever_is_said_of_them(tmp_path: Path) -> None:
    command = {"command": "bash -lc ls", "aggregated_output": "", "exit_code": None, "status": "in_progress"}
    fine, bad = {"exit_code": 0, "status": "completed"}, {"exit_code": 2, "status": "failed"}
    lines = [
        {"type": "thread.started", "thread_id": "th"},
        {"type": "turn.started"},
        step("completed", "0", "reasoning", text="**Look**"),
        step("completed", "1", "agent_message", text="I look."),
        step("started", "2", "command_execution", **command),
        step("started", "3", "command_execution", **command),
        step("completed", "3", "command_execution", **command | fine | {"aggregated_output": "b"}),
        step("completed", "2", "command_execution", **command | bad | {"aggregated_output": "a"}),
        step("started", "4", "todo_list", items=[{"text": "x", "completed": False}]),
        step("updated", "4", "todo_list", items=[{"text": "x", "completed": True}]),
        step("completed", "5", "file_change", changes=[{"path": "/w/a", "kind": "add"}], status="completed"),
        step("completed", "6", "mcp_tool_call", server="s", tool="t", arguments={"q": 1}, status="completed",
             result={"content": [{"type": "text", "text": "found"}]}),
        step("completed", "7", "web_search", query="weather"),
        step("completed", "8", "error", message="slow"),
        step("started", "9", "command_execution", **command),
        {"type": "turn.completed", "usage": USAGE},
    ]  # fmt: skip
    run = only(log(tmp_path, *lines))
    first = run.turns[0]
    assert (first.message, first.reasoning) == ("I look.", "**Look**")
    assert [(one.observation, one.exit_code, one.error) for one in first.calls] == [("a", 2, True), ("b", 0, False)]
    assert (first.calls[0].tool, json.loads(first.calls[0].arguments)) == ("shell", {"command": "bash -lc ls"})
    calls = [one for turn in run.turns for one in turn.calls]
    assert [one.tool for one in calls] == ["shell", "shell", "update_plan", "apply_patch", "s.t", "web_search", "shell"]
    assert json.loads(calls[2].arguments) == {"items": [{"text": "x", "completed": True}]}
    assert (calls[4].observation, calls[6].observation, calls[6].error) == ("found", None, None)
    assert [turn.error for turn in run.turns if turn.source == "system"] == ["slow"]
    assert [(one.path, one.action) for one in run.changes if one.kind == "file"] == [("/w/a", "create")]
    made = run.trajectory
    assert (made.format_version, made.native_id, made.exit_status) == ("exec", "th", "turn.completed")
    assert (made.prompt_tokens, made.cached_tokens, made.completion_tokens) == (900, 200, 55)
    assert all(turn.prompt_tokens is None for turn in run.turns)


def test_a_turn_that_fails_tells_its_error_once(tmp_path: Path) -> None:
    lines = [
        {"type": "thread.started", "thread_id": "th"},
        step("completed", "1", "agent_message", text="Hi"),
        {"type": "error", "message": "stream lost"},
        {"type": "turn.failed", "error": {"message": "stream lost"}},
    ]
    run = only(log(tmp_path, *lines))
    assert [turn.error for turn in run.turns] == [None, "stream lost"]
    assert run.trajectory.exit_status == "turn.failed"


def test_the_first_form_of_items(tmp_path: Path) -> None:
    lines = [
        {"type": "session.created", "session_id": "s"},
        {"type": "item.completed", "item": {"id": "1", "item_type": "assistant_message", "text": "Hello"}},
    ]
    run = only(log(tmp_path, *lines))
    assert (run.trajectory.native_id, run.turns[0].message) == ("s", "Hello")


def test_before_there_were_items_all_is_told_by_events(tmp_path: Path) -> None:
    def told(number: int, kind: str, **more: Any) -> dict[str, Any]:
        return {"id": str(number), "msg": {"type": kind, **more}}

    lines = [
        {"model": "o4-mini", "workdir": "/w", "provider": "openai", "sandbox": "read-only"},
        {"prompt": "Fix it"},
        told(1, "task_started"),
        told(1, "agent_reasoning", text="Hm."),
        told(1, "exec_command_begin", call_id="a", command=["bash", "-lc", "ls"], cwd="/w"),
        told(1, "exec_command_end", call_id="a", stdout="a.py\n", stderr="", exit_code=0),
        told(1, "patch_apply_begin", call_id="b", changes={"/w/n": {"add": {"content": "x"}}}),
        told(1, "patch_apply_end", call_id="b", stdout="Success", stderr="", success=True),
        told(1, "token_count", input_tokens=10, cached_input_tokens=4, output_tokens=2),
        told(1, "agent_message", message="Done."),
        told(1, "task_complete", last_agent_message="Done."),
    ]
    run = only(log(tmp_path, *lines))
    assert [turn.message for turn in run.turns if turn.message] == ["Fix it", "Done."]
    calls = [one for turn in run.turns for one in turn.calls]
    assert [(one.tool, one.observation, one.error) for one in calls] == [
        ("shell", "a.py\n", False),
        ("apply_patch", "Success", False),
    ]
    assert [one.after for one in run.changes if one.kind == "file"] == ["x"]
    made = run.trajectory
    assert (made.task, made.model, made.exit_status, made.prompt_tokens) == ("Fix it", "o4-mini", "task_complete", 10)
    assert made.format_version == "events"
