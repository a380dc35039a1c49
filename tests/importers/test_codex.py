"""What is odd in rollouts of Codex, each oddity by itself."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from tests.importers.codex_logs import call, event, head, item, log, message, output, thought, tokens, wrapped
from tests.importers.logs import found_in, require_storable, runs_in, written

from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.formats import Fault, Skipped

PIXEL = "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n rest").decode()


def only(path: Path) -> AgentRun:
    """The one run of a file."""
    (run,) = runs_in(path)
    require_storable(run)
    return run


def test_what_the_model_answers_at_once_is_one_turn(tmp_path: Path) -> None:
    lines = [
        head(),
        wrapped("turn_context", {"cwd": "/w", "model": "gpt", "effort": "high"}),
        message("developer", "Rules"),
        message("user", "<environment_context>\n  <cwd>/w</cwd>\n</environment_context>"),
        message("user", "Fix it"),
        thought("Look first."),
        message("assistant", "I look."),
        call("a"),
        call("b", "shell", '{"command": ["bash", "-lc", "pwd"]}'),
        tokens((100, 10), (100, 10)),
        output("b", "of b"),
        output("a", "of a"),
        thought(),
        call("c"),
        output("c", "of c"),
        message("assistant", "Done."),
        event("task_complete", last_agent_message="Done."),
    ]
    run = only(log(tmp_path, *lines))
    assert [turn.source for turn in run.turns] == ["system", "user", "user", "agent", "agent", "agent"]
    both, third, done = run.turns[3:]
    assert (both.message, both.reasoning, both.model) == ("I look.", "Look first.", "gpt")
    assert [one.observation for one in both.calls] == ["of a", "of b"]
    assert (both.prompt_tokens, both.completion_tokens, both.cached_tokens, both.reasoning_tokens) == (100, 10, 50, 1)
    assert [one.observation for one in third.calls] == ["of c"]
    assert done.message == "Done."
    made = run.trajectory
    assert (made.task, made.exit_status, made.model, made.context_window) == ("Fix it", "task_complete", "gpt", 272000)
    assert made.n_records == 8
    assert json.loads(made.metadata or "")["effort"] == "high"


def test_messages_told_by_items_and_by_events_stand_once(tmp_path: Path) -> None:
    lines = [
        head(),
        event("user_message", message="Fix it"),
        message("user", "Fix it"),
        event("agent_reasoning", text="**One**"),
        event("agent_reasoning", text="**Two**"),
        thought("**One**", "**Two**"),
        event("agent_message", message="Yes."),
        message("assistant", "Yes."),
        call("a"),
        output("a"),
        message("assistant", "Yes."),
        event("agent_message", message="Yes."),
        message("user", "<ide>open: a.py</ide>\n## My request for Codex:\nMore"),
        event("user_message", message="## My request for Codex:\nMore"),
        event("agent_message", message="Only told by an event."),
    ]
    run = only(log(tmp_path, *lines))
    said = [(turn.source, turn.message) for turn in run.turns]
    assert said == [
        ("user", "Fix it"),
        ("agent", "Yes."),
        ("agent", "Yes."),
        ("user", "<ide>open: a.py</ide>\n## My request for Codex:\nMore"),
        ("agent", "Only told by an event."),
    ]
    assert run.turns[1].reasoning == "**One**\n\n**Two**"
    assert len(run.turns[1].calls) == 1
    assert run.trajectory.n_records == 5


def test_the_same_words_said_twice_are_two_messages(tmp_path: Path) -> None:
    lines = [head()]
    for n in range(3):
        lines += [message("user", "continue"), event("user_message", message="continue"), call(f"{n}"), output(f"{n}")]
    run = only(log(tmp_path, *lines))
    assert [turn.source for turn in run.turns] == ["user", "agent"] * 3


def test_counters_become_tokens_of_each_request(tmp_path: Path) -> None:
    lines = [
        head(),
        message("user", "Go"),
        tokens(None),
        call("a"),
        tokens((100, 10)),
        tokens((100, 10)),
        output("a"),
        tokens((100, 10)),
        message("assistant", "One"),
        tokens((250, 15)),
        call("b"),
        tokens((400, 20), (150, 5)),
        output("b"),
        message("assistant", "Again"),
        tokens((90, 3)),
        {**event("token_count"), "payload": {"type": "token_count", "info": None, "rate_limits": {}}},
    ]
    run = only(log(tmp_path, *lines))
    agent = [turn for turn in run.turns if turn.source == "agent"]
    assert [(turn.prompt_tokens, turn.completion_tokens) for turn in agent] == [(100, 10), (150, 5), (150, 5), (90, 3)]
    assert [turn.cost_method for turn in agent] == ["derived", "derived", None, "derived"]
    assert (run.trajectory.prompt_tokens, run.trajectory.completion_tokens) == (490, 23)


def test_outputs_tell_exit_code_and_time_in_every_generation(tmp_path: Path) -> None:
    given = {
        "old": json.dumps({"output": "text\n", "metadata": {"exit_code": 2, "duration_seconds": 0.5}}),
        "new": "Exit code: 1\nWall time: 1.5 seconds\nOutput:\nfailed",
        "long": "Chunk ID: ab\nWall time: 2.0 seconds\nProcess exited with code 0\nOutput:\nExit code: 9",
        "running": "Chunk ID: ab\nWall time: 2.0 seconds\nProcess running with session ID 7\nOutput:\n",
        "parts": [{"type": "input_text", "text": "seen"}, {"type": "input_image", "image_url": PIXEL}],
        "flag": {"content": "no", "success": False},
        "json": '{"output": "x", "more": 1}',
        "unread": "failed to parse function arguments: missing field `cmd`",
        "said": "it has no head\nExit code: 3\n",
    }
    lines = [head(), message("user", "Go"), *map(call, given), *(output(name, one) for name, one in given.items())]
    run = only(log(tmp_path, *lines))
    calls = {one.call_id: one for one in run.turns[1].calls}
    assert (calls["old"].observation, calls["old"].exit_code, calls["old"].seconds) == ("text\n", 2, 0.5)
    assert (calls["new"].exit_code, calls["new"].error, calls["new"].error_method) == (1, True, "derived")
    assert calls["new"].observation == given["new"]
    assert (calls["long"].exit_code, calls["long"].seconds, calls["long"].error) == (0, 2.0, False)
    assert (calls["running"].exit_code, calls["running"].error) == (None, None)
    assert (calls["parts"].observation, len(run.turns[1].images)) == ("seen", 1)
    assert (calls["flag"].observation, calls["flag"].error, calls["flag"].error_method) == ("no", True, "recorded")
    assert calls["json"].observation == given["json"]
    assert (calls["unread"].malformed, calls["unread"].error) == (given["unread"], True)
    assert calls["said"].exit_code is None


def test_a_patch_is_kept_as_text_and_what_it_changed_is_told(tmp_path: Path) -> None:
    patch = "*** Begin Patch\n*** Add File: a\n+x\n*** End Patch"
    changes = {
        "/w/a": {"type": "add", "content": "x\n"},
        "/w/b": {"update": {"unified_diff": "--- a/b\n+++ b/b\n@@ -1 +1 @@\n-1\n+2\n", "move_path": "/w/c"}},
        "/w/d": {"type": "delete", "content": "gone"},
        "/w/e": {"type": "odd"},
    }
    lines = [
        head(),
        message("user", "Go"),
        item("custom_tool_call", name="apply_patch", input=patch, call_id="a"),
        event("patch_apply_begin", call_id="b", changes=changes),
        event("patch_apply_end", call_id="a", success=True, stdout="Success", changes=changes),
        item("custom_tool_call_output", call_id="a", output='{"output": "Success", "metadata": {"exit_code": 0}}'),
        item("custom_tool_call", name="apply_patch", input=patch, call_id="b"),
        event("patch_apply_end", call_id="b", success=False, stderr="no", changes=changes),
    ]
    run = only(log(tmp_path, *lines))
    first, second = (one for turn in run.turns for one in turn.calls)
    assert (first.arguments, first.malformed, first.error, first.exit_code) == (patch, None, False, 0)
    assert (second.error, second.error_method) == (True, "recorded")
    files = [one for one in run.changes if one.kind == "file" and one.method == "recorded"]
    assert [(one.path, one.old_path, one.action) for one in files] == [
        ("/w/a", None, "create"),
        ("/w/c", "/w/b", "rename"),
        ("/w/d", None, "delete"),
    ]
    assert [one.diff for one in files] == [
        "@@ -0,0 +1,1 @@\n+x\n",
        "@@ -1 +1 @@\n-1\n+2\n",
        "@@ -1,1 +0,0 @@\n-gone\n\\ No newline at end of file\n",
    ]
    assert (files[0].after, files[2].before) == ("x\n", "gone")


def test_a_rollout_of_2025_has_bare_lines(tmp_path: Path) -> None:
    where = "<environment_context>\n  <cwd>/home/u/p</cwd>\n</environment_context>"
    lines = [
        {"id": "t", "timestamp": "2025-08-18T01:16:13.522Z", "instructions": "Be kind",
         "git": {"commit_hash": "abc", "branch": "main", "repository_url": "git@github.com:o/n.git"}},
        {"record_type": "state"},
        message("user", where)["payload"],
        message("user", "Fix it")["payload"],
        thought("Hm.")["payload"],
        {"record_type": "state"},
        call("a", "shell", '{"command": ["ls"]}')["payload"],
        output("a", '{"output": "a.py", "metadata": {"exit_code": 0, "duration_seconds": 0.1}}')["payload"],
        {"type": "local_shell_call", "call_id": "b", "status": "completed",
         "action": {"type": "exec", "command": ["pwd"]}},
        message("assistant", "Done.")["payload"],
    ]  # fmt: skip
    run = only(log(tmp_path, *lines))
    made = run.trajectory
    assert (made.format_version, made.native_id, made.base_commit, made.repo) == ("unwrapped", "t", "abc", "o/n")
    assert (made.n_records, made.n_calls, made.task) == (5, 2, "Fix it")
    assert [turn.source for turn in run.turns] == ["system", "user", "user", "agent", "agent", "agent"]
    assert run.turns[0].message == "Be kind"
    assert [one.value for one in run.changes if one.kind == "cwd"] == ["/home/u/p"]
    assert run.turns[4].calls[0].tool == "local_shell"
    assert run.turns[3].at is None
    assert made.notes == ()


def test_the_first_codex_wrote_one_document(tmp_path: Path) -> None:
    session = {"id": "t", "timestamp": "2025-05-01T00:00:00Z", "instructions": ""}
    items = [message("user", "Go")["payload"], call("a")["payload"], output("a", "x")["payload"]]
    run = only(written(tmp_path, json.dumps({"session": session, "items": items}, indent=2)))
    assert [turn.message for turn in run.turns] == ["Go", None]
    assert run.turns[1].records[0].pointer == "/items/1"
    assert run.turns[1].calls[0].observation == "x"


def test_what_the_models_server_does_is_told_but_is_no_call(tmp_path: Path) -> None:
    picture = base64.b64encode(b"\x89PNG\r\n\x1a\n rest").decode()
    lines = [
        head(),
        message("user", "Go"),
        item("web_search_call", status="completed", action={"type": "search", "query": "weather"}),
        event("web_search_end", call_id="w", query="weather"),
        item("tool_search_call", call_id="t", arguments={"query": "files"}),
        item("tool_search_output", call_id="t", tools=[{"name": "read"}]),
        item("image_generation_call", id="i", status="done", result=picture),
        message("assistant", "Sunny."),
    ]
    run = only(log(tmp_path, *lines))
    assert run.trajectory.n_calls == 0
    assert run.trajectory.n_records == 2
    served = run.turns[1]
    assert served.message is not None
    assert all(part in served.message for part in ("weather", '"files"', '{"name": "read"}'))
    assert len(served.images) == 1
    assert picture not in served.message


def test_arguments_that_are_no_json_are_kept_and_told(tmp_path: Path) -> None:
    lines = [
        head(),
        message("user", "Go"),
        call("a", arguments='{"cmd": "l'),
        call("b", arguments={"cmd": "ls"}),
        call("c", None, ""),
    ]
    first, second, third = only(log(tmp_path, *lines)).turns[1].calls
    assert (first.arguments, second.arguments, third.tool) == ('{"cmd": "l', '{"cmd": "ls"}', "")
    assert first.malformed is not None
    assert second.malformed is None
    assert third.malformed == "it names no tool"


def test_compactions_errors_aborts_and_titles(tmp_path: Path) -> None:
    lines = [
        head(instructions=None, base_instructions={"text": "You are Codex"}),
        message("user", "Go"),
        message("assistant", "One"),
        wrapped("compacted", {"message": "Summary so far", "replacement_history": [{"type": "message"}]}),
        event("context_compacted"),
        event("error", message="at capacity", codex_error_info="server_overloaded"),
        event("thread_name_updated", thread_name="A title"),
        event("thread_rolled_back", num_turns=1),
        event("turn_aborted", reason="interrupted"),
        wrapped("world_state", {"full": True}),
        wrapped("from_the_future", {"x": 1}),
    ]
    run = only(log(tmp_path, *lines))
    assert [(turn.source, turn.message, turn.error) for turn in run.turns] == [
        ("system", "You are Codex", None),
        ("user", "Go", None),
        ("agent", "One", None),
        ("system", "Summary so far", None),
        ("system", None, "at capacity"),
    ]
    assert run.trajectory.exit_status == "turn_aborted"
    told = json.loads(run.trajectory.metadata or "")
    assert (told["title"], told["abort_reason"]) == ("A title", "interrupted")
    assert sum("compacted" in note for note in run.trajectory.notes) == 1
    assert any("not known" in note for note in run.trajectory.notes)


def test_events_add_what_items_do_not_say(tmp_path: Path) -> None:
    lines = [
        head(),
        message("user", "Go"),
        call("a"),
        event(
            "exec_command_end",
            call_id="a",
            exit_code=3,
            duration={"secs": 1, "nanos": 500_000_000},
            aggregated_output="cut",
        ),
        output("a", "whole"),
        call("b", "srv__tool", "{}"),
        event("mcp_tool_call_end", call_id="b", invocation={}, duration={"secs": 2, "nanos": 0}, result={"Err": "no"}),
        output("b", "no"),
        call("c"),
        event("exec_command_end", call_id="c", exit_code=0, aggregated_output="only here"),
        event("exec_command_end", call_id="unknown", exit_code=0, aggregated_output="x"),
    ]
    run = only(log(tmp_path, *lines))
    first, second, third = (one for turn in run.turns for one in turn.calls)
    assert (first.observation, first.exit_code, first.seconds, first.error) == ("whole", 3, 1.5, True)
    assert (second.error, second.error_method, second.seconds) == (True, "recorded", 2.0)
    assert third.observation == "only here"
    assert run.trajectory.n_calls == 3


def test_broken_lines_are_told_and_cost_nothing_else(tmp_path: Path) -> None:
    lines = [head(), message("user", "Go"), '"text"', "[2]", '{"type": "event_msg", "payl', message("assistant", "Hi")]
    found = found_in(log(tmp_path, *lines, wrapped("response_item", "not an object")))
    assert [one.line for one in found if isinstance(one, Fault)] == [3, 4, 5]
    (run,) = [one for one in found if isinstance(one, AgentRun)]
    assert [turn.message for turn in run.turns[:2]] == ["Go", "Hi"]
    assert "not an object" in (run.turns[2].message or "")


def test_a_log_without_a_message_is_passed_over(tmp_path: Path) -> None:
    (found,) = found_in(log(tmp_path, head(), wrapped("turn_context", {"cwd": "/w", "model": "m"})))
    assert isinstance(found, Skipped)


def test_several_rollouts_in_one_file_are_runs_of_their_own(tmp_path: Path) -> None:
    lines = [
        head("a1"),
        message("user", "One"),
        head("b2"),
        message("user", "Two"),
        head("b2"),
        message("user", "Three"),
    ]
    first, second = runs_in(log(tmp_path, *lines))
    assert [turn.message for turn in first.turns] == ["One"]
    assert [turn.message for turn in second.turns] == ["Two", "Three"]
    assert (first.trajectory.native_id, second.trajectory.native_id) == ("a1", "b2")
