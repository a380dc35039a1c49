"""Logs of OpenHands since its version 1: events with a `kind`, in lists, rows and folders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.importers.logs import found_in, read, runs_in, written
from tests.importers.openhands_logs import asked, text, v1_act, v1_observe, v1_say

from tracewalk.importers.formats import Skipped


def state(n: int, key: str, value: Any) -> dict[str, Any]:
    return {"kind": "ConversationStateUpdateEvent", "id": f"s{n}", "source": "environment", "key": key, "value": value}


STATS = {
    "usage_to_metrics": {
        "agent": {
            "accumulated_cost": 0.5,
            "accumulated_token_usage": {"prompt_tokens": 30, "completion_tokens": 6, "cache_read_tokens": 8},
            "costs": [{"cost": 0.125}, {"cost": 0.375}],
            "token_usages": [
                {"response_id": "resp_1", "prompt_tokens": 10, "completion_tokens": 2, "reasoning_tokens": 1},
                {"response_id": "resp_2", "prompt_tokens": 20, "completion_tokens": 4, "cache_read_tokens": 8},
            ],
            "response_latencies": [{"response_id": "resp_2", "latency": 1.5}],
        },
        "condenser": {"accumulated_cost": 0.25, "accumulated_token_usage": {"prompt_tokens": 5}},
    }
}


def test_a_conversation(tmp_path: Path) -> None:
    terminal = {"kind": "TerminalObservation", "content": text("a.py"), "is_error": False, "exit_code": 0}
    told = terminal | {"metadata": {"exit_code": 0, "working_dir": "/w"}}
    events = [
        {
            "kind": "SystemPromptEvent",
            "source": "agent",
            "system_prompt": text("You are.")[0],
            "tools": [],
            "dynamic_context": text("Here.")[0],
        },
        v1_say(0, "user", "Fix it"),
        v1_act(1, "terminal", '{"command": "ls"}', thought="Look.", reasoning_content="Hm."),
        v1_observe(2, 1, told),
        v1_say(3, "agent", "Done.", llm_response_id="resp_2"),
        state(4, "stats", STATS),
        state(5, "execution_status", "finished"),
    ]
    run = read(tmp_path, events)
    system, user, agent, last = run.turns
    assert (system.source, system.message) == ("system", "You are.\n\nHere.")
    assert (user.message, last.message, last.seconds) == ("Fix it", "Done.", 1.5)
    assert (agent.message, agent.reasoning, agent.prompt_tokens, agent.cost) == ("Look.", "Hm.", 10, 0.125)
    (call,) = agent.calls
    assert (call.tool, call.arguments, call.observation) == ("terminal", '{"command": "ls"}', "a.py")
    assert (call.exit_code, call.error) == (0, False)
    made = run.trajectory
    assert (made.format_version, made.task, made.exit_status, made.cost) == ("v1", "Fix it", "finished", 0.75)
    assert (made.prompt_tokens, made.n_records, made.n_calls) == (35, 7, 1)
    assert [(change.kind, change.value) for change in run.changes] == [("cwd", "/w")]


def test_calls_of_one_answer_are_one_turn(tmp_path: Path) -> None:
    events = [
        v1_act(1, "terminal", "{}", response="r", thought="Both."), v1_act(2, "terminal", "{}", response="r"),
        v1_observe(3, 2, {"content": text("two")}), v1_observe(4, 1, {"content": text("one")}),
    ]  # fmt: skip
    (turn,) = read(tmp_path, events).turns
    assert [call.observation for call in turn.calls] == ["one", "two"]


def test_early_results_hold_their_output_elsewhere(tmp_path: Path) -> None:
    """`exit_code` null beside the true one in `metadata`, `output` in the place of `content`."""
    early = {"kind": "ExecuteBashObservation", "output": "no such file", "exit_code": None, "error": False}
    told = early | {"metadata": {"exit_code": 127, "working_dir": "/w"}}
    (turn,) = read(tmp_path, [v1_act(1, "execute_bash", "{}"), v1_observe(2, 1, told)]).turns
    (call,) = turn.calls
    assert (call.observation, call.exit_code, call.error) == ("no such file", 127, True)


def test_calls_that_were_not_carried_out(tmp_path: Path) -> None:
    events = [
        v1_act(1, "nonesuch", "{bad", action=None),
        {
            "kind": "AgentErrorEvent",
            "id": "e",
            "source": "agent",
            "tool_name": "t",
            "tool_call_id": "call_1",
            "error": "no tool",
        },
        v1_act(3, "terminal", "{}"),
        {"kind": "UserRejectObservation", "id": "r", "source": "user", "action_id": "a3", "rejection_reason": "No!"},
        {
            "kind": "ConversationErrorEvent",
            "id": "x",
            "source": "environment",
            "code": "LLMError",
            "detail": "no money",
        },
    ]
    run = read(tmp_path, events)
    first, second, ended = run.turns
    assert (first.calls[0].observation, first.calls[0].error, first.calls[0].arguments) == ("no tool", True, "{bad")
    assert first.calls[0].malformed is not None
    assert (second.calls[0].observation, second.calls[0].error) == ("No!", True)
    assert (ended.message, ended.error, run.trajectory.exit_status) == ("no money", "LLMError", "LLMError")


def test_edits_hold_whole_files(tmp_path: Path) -> None:
    edit = {
        "kind": "FileEditorObservation",
        "command": "str_replace",
        "path": "/w/a.py",
        "content": text("ok"),
        "is_error": False,
    }
    viewed = edit | {"command": "view", "old_content": None, "new_content": None}
    patch = {"content": text("ok"), "commit": {"changes": {"b.py": {"type": "add", "new_content": "b\n"}}}}
    events = [
        v1_act(1, "file_editor", "{}"),
        v1_observe(2, 1, edit | {"prev_exist": True, "old_content": "a\n", "new_content": "b\n"}),
        v1_act(3, "file_editor", "{}"),
        v1_observe(4, 3, viewed),
        v1_act(5, "apply_patch", "{}"),
        v1_observe(6, 5, patch),
    ]
    changes = read(tmp_path, events).changes
    assert [(change.path, change.action, change.before, change.after) for change in changes] == [
        ("/w/a.py", "edit", "a\n", "b\n"), ("b.py", "create", None, "b\n"),
    ]  # fmt: skip


def test_summaries_hooks_and_foreign_agents(tmp_path: Path) -> None:
    events = [
        {"kind": "Condensation", "id": "c", "source": "environment", "summary": "So far.", "forgotten_event_ids": []},
        {"kind": "HookExecutionEvent", "id": "h", "source": "hook", "stdout": "lint ok", "reason": None},
        {
            "kind": "ACPToolCallEvent",
            "id": "1",
            "source": "agent",
            "tool_call_id": "t",
            "title": "Edit",
            "raw_input": {"path": "a"},
        },
        {
            "kind": "ACPToolCallEvent",
            "id": "2",
            "source": "agent",
            "tool_call_id": "t",
            "title": "Edit",
            "raw_output": "done",
            "status": "completed",
        },
        {"kind": "PauseEvent", "id": "p", "source": "user"},
    ]
    run = read(tmp_path, events)
    assert [turn.message for turn in run.turns] == ["So far.", "lint ok", None]
    (call,) = run.turns[2].calls
    assert (call.tool, call.arguments, call.observation) == ("Edit", '{"path": "a"}', "done")
    assert run.trajectory.n_records == 5


def test_a_folder_with_a_file_for_each_event_is_one_run(tmp_path: Path) -> None:
    """The first one reads them all; the state beside them says whose they are."""
    events = [v1_say(0, "user", "Fix it"), v1_act(1, "terminal", "{}"), v1_observe(2, 1, {"content": text("ok")})]
    for n, event in enumerate(events):
        written(tmp_path, event, f"events/event-{n:05}-{event['id']}.json")
    written(tmp_path, "{broken", "events/event-00003-x.json")
    agent = {"kind": "Agent", "llm": {"model": "m-1"}}
    written(tmp_path, {"id": "conv", "agent": agent, "execution_status": "finished", "stats": STATS}, "base_state.json")
    files = sorted((tmp_path / "events").iterdir())
    (run,) = runs_in(files[0])
    assert [turn.source for turn in run.turns] == ["user", "agent"]
    assert run.turns[1].calls[0].observation == "ok"
    made = run.trajectory
    assert (made.native_id, made.agent, made.model, made.cost, made.exit_status) == (
        "conv",
        "Agent",
        "m-1",
        0.75,
        "finished",
    )
    assert made.notes[0] == "1 files of events that cannot be read"
    assert all(isinstance(found_in(file)[0], Skipped) for file in files[1:3])
    assert [record.pointer for record in run.turns[1].records] == [f"{files[n].name}#" for n in (1, 2)]


def test_old_folders_count_without_noughts(tmp_path: Path) -> None:
    for n in range(12):
        written(tmp_path, asked(f"m{n}", n), f"{n}.json")
    (run,) = runs_in(tmp_path / "0.json")
    assert [turn.message for turn in run.turns] == [f"m{n}" for n in range(12)]
    assert isinstance(found_in(tmp_path / "10.json")[0], Skipped)


def test_pages_of_events_are_not_read_twice(tmp_path: Path) -> None:
    written(tmp_path, asked("m0"), "s/events/0.json")
    told = {"conversation_id": "c", "selected_repository": "o/r", "title": "t", "llm_model": "m-1"}
    found = [
        *found_in(written(tmp_path, [asked("m0")], "s/event_cache/0-25.json")),
        *found_in(written(tmp_path, told, "s/metadata.json")),
    ]
    assert all(isinstance(one, Skipped) for one in found)
    (run,) = runs_in(tmp_path / "s" / "events" / "0.json")
    assert (run.trajectory.native_id, run.trajectory.repo, run.trajectory.model) == ("c", "o/r", "m-1")


def test_a_lone_event_is_a_run(tmp_path: Path) -> None:
    (run,) = runs_in(written(tmp_path, asked("Do it"), "event.json"))
    assert run.trajectory.n_records == 1


def test_rows_of_an_evaluation(tmp_path: Path) -> None:
    row = {
        "instance_id": "i", "test_result": {"git_patch": "diff"}, "metadata": {"llm": {"model": "m-1"}, "dataset": "d"},
        "history": [v1_act(1, "terminal", "{}")], "metrics": STATS["usage_to_metrics"]["agent"], "attempt": 2,
    }  # fmt: skip
    (run,) = runs_in(written(tmp_path, f"{json.dumps(row)}\n", "output.jsonl"))
    made = run.trajectory
    assert (made.model, made.patch, made.cost, run.turns[0].prompt_tokens) == ("m-1", "diff", 0.5, 10)
    assert json.loads(made.metadata)["attempt"] == 2
