"""What is odd in logs of Claude Code, each oddity by itself."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from tests.importers.claude_code_logs import agent, line, log, notice, result, text, use, user
from tests.importers.logs import OPTIONS, found_in, require_storable, runs_in, text_of, written

from tracewalk.importers import claude_code
from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.formats import Fault, Options, Skipped
from tracewalk.importers.registry import recognise
from tracewalk.importers.sample import take_sample
from tracewalk.settings import Settings

USAGE = {"input_tokens": 3, "cache_read_input_tokens": 40, "cache_creation_input_tokens": 500, "output_tokens": 7}
PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n rest").decode()


def only(path: Path) -> AgentRun:
    """The one run of a file."""
    (run,) = runs_in(path)
    require_storable(run)
    return run


def test_lines_of_one_message_are_one_turn_and_its_usage_counts_once(tmp_path: Path) -> None:
    lines = [
        user("Do it"),
        agent({"type": "thinking", "thinking": "Hm.", "signature": "x"}, id="m1", usage={**USAGE, "output_tokens": 1}),
        agent(text("Both."), id="m1", usage={**USAGE, "output_tokens": 1}),
        agent(use("a", command="one"), id="m1", usage=USAGE),
        result("a", "first"),
        agent(use("b", command="two"), id="m1", usage=USAGE),
        result("b", "second", is_error=True),
        agent(text("Done."), id="m2", usage={"input_tokens": 600, "output_tokens": 2}, stop="end_turn"),
    ]
    run = only(log(tmp_path, *lines))
    prompt, both, done = run.turns
    assert (prompt.source, prompt.message) == ("user", "Do it")
    assert (both.message, both.reasoning, done.message) == ("Both.", "Hm.", "Done.")
    assert [(call.observation, call.error) for call in both.calls] == [("first", False), ("second", True)]
    assert (both.prompt_tokens, both.completion_tokens, both.cached_tokens) == (543, 7, 40)
    assert len(both.records) == 6
    assert run.trajectory.prompt_tokens == 543 + 600
    assert run.trajectory.completion_tokens == 9
    assert run.trajectory.n_records == len(lines)
    assert (run.trajectory.exit_status, run.trajectory.native_id) == ("end_turn", "s")
    assert (run.trajectory.task, run.trajectory.model, run.trajectory.agent_version) == ("Do it", "m", "2.0.1")


def test_results_go_to_their_calls_out_of_order_and_even_before_them(tmp_path: Path) -> None:
    lines = [
        user("Go"),
        result("b", "of b", cwd="/elsewhere"),
        agent(use("a"), id="m"),
        agent(use("b"), id="m"),
        result("a", "of a"),
        result("z", "of none"),
    ]
    run = only(log(tmp_path, *lines))
    assert [turn.source for turn in run.turns] == ["user", "agent", "user"]
    assert [call.observation for call in run.turns[1].calls] == ["of a", "of b"]
    assert run.turns[2].message == "of none"
    assert [note for note in run.trajectory.notes if "answer no call" in note]
    assert [(change.turn, change.value) for change in run.changes] == [(0, "/w"), (1, "/elsewhere"), (1, "/w")]


def test_text_beside_a_result_is_a_turn_of_the_user(tmp_path: Path) -> None:
    both = user([{"type": "tool_result", "tool_use_id": "a", "content": "ok"}, text("[Request interrupted by user]")])
    run = only(log(tmp_path, user("Go"), agent(use("a"), id="m"), both))
    assert run.turns[1].calls[0].observation == "ok"
    assert run.turns[2].message == "[Request interrupted by user]"
    assert run.trajectory.task == "Go"


def test_an_exit_code_is_read_from_an_error_and_invalid_input_is_malformed(tmp_path: Path) -> None:
    lines = [
        user("Go"),
        agent(use("a"), use("b"), use("c", "Read"), id="m"),
        result("a", "Exit code 127\nnot found", is_error=True),
        result("b", "<tool_use_error>InputValidationError: Bash failed", is_error=True),
        result("c", "Exit code 1 stands in the file"),
    ]
    first, second, third = only(log(tmp_path, *lines)).turns[1].calls
    assert (first.exit_code, first.error, first.error_method, first.malformed) == (127, True, "recorded", None)
    assert (second.exit_code, second.malformed) == (None, "<tool_use_error>InputValidationError: Bash failed")
    assert (third.exit_code, third.error, third.error_method) == (None, False, "derived")


def test_lines_that_are_no_objects_or_cut_off_are_told(tmp_path: Path) -> None:
    path = log(tmp_path, user("Go"), '"a string"', "7", "[1]", agent(text("Hi"), id="m"), '{"type": "user", "mess')
    found = found_in(path)
    assert [(one.line, one.message[:12]) for one in found if isinstance(one, Fault)] == [
        (2, "is no object"),
        (3, "is no object"),
        (4, "is no object"),
        (6, "is not JSON:"),
    ]
    (run,) = [one for one in found if isinstance(one, AgentRun)]
    assert [turn.message for turn in run.turns] == ["Go", "Hi"]


def test_messages_of_a_wrong_form_are_kept_as_text(tmp_path: Path) -> None:
    lines = [
        user(None, message="error"),
        user(None, message={"role": "user", "contenst": "lost?"}),
        user(["bare", 5, {"odd": 1}]),
        line("assistant", None, message={"role": "assistant"}),
        line("assistant", None, message="plain"),
        agent({"type": "tool_use", "name": None, "input": "raw"}, {"type": "tool_use", "id": 4, "name": "T"}),
    ]
    run = only(log(tmp_path, *lines))
    told = text_of(run)
    assert all(part in told for part in ("error", "lost?", "bare\n5", '{"odd": 1}', "plain"))
    raw, bare = run.turns[-1].calls
    assert (raw.tool, raw.arguments, raw.malformed) == ("", "raw", "it names no tool")
    assert (bare.call_id, bare.arguments, bare.malformed) == ("4", "{}", "its input is no object but NoneType")


def test_lines_written_again_stand_once(tmp_path: Path) -> None:
    asked, said, back = user("Go"), agent(use("a"), id="m", usage=USAGE), result("a")
    run = only(log(tmp_path, asked, said, back, asked, {**said, "parentUuid": "other"}, back))
    assert len(run.turns) == 2
    assert run.turns[1].calls[0].observation == "ok"
    assert run.trajectory.n_records == 6
    assert run.trajectory.completion_tokens == 7


def test_a_call_of_the_same_id_but_another_input_is_another_call(tmp_path: Path) -> None:
    run = only(log(tmp_path, agent(use("a", command="1"), id="m"), agent(use("a", command="2"), id="n"), result("a")))
    assert [turn.calls[0].observation for turn in run.turns] == [None, "ok"]


def test_summaries_titles_and_compactions(tmp_path: Path) -> None:
    lines = [
        {"type": "summary", "summary": "Earlier work", "leafUuid": "x"},
        {"type": "file-history-snapshot", "messageId": "x", "snapshot": {}},
        user("Caveat: local commands follow", isMeta=True),
        user("<command-name>/model</command-name>"),
        user("The task"),
        agent(text("Working"), id="m"),
        notice("compact_boundary", content="Conversation compacted"),
        user("This session is being continued", isCompactSummary=True),
        notice("turn_duration", durationMs=5),
        notice("api_error", error={"status": 529}),
        {"type": "ai-title", "aiTitle": "A title", "sessionId": "s"},
    ]
    run = only(log(tmp_path, *lines))
    assert run.trajectory.task == "The task"
    assert run.trajectory.n_records == 5
    assert json.loads(run.trajectory.metadata or "") == {
        "cwd": "/w",
        "summaries": ["Earlier work"],
        "title": "A title",
        "compactions": 1,
    }
    assert [(turn.source, turn.error) for turn in run.turns if turn.source == "system"] == [
        ("system", None),
        ("system", '{"status": 529}'),
    ]
    assert any("compacted" in note for note in run.trajectory.notes)


def test_a_log_without_a_message_is_passed_over(tmp_path: Path) -> None:
    (only_notes,) = found_in(log(tmp_path, {"type": "summary", "summary": "x", "leafUuid": "y"}))
    assert isinstance(only_notes, Skipped)
    (meta,) = found_in(written(tmp_path, {"agentType": "Explore", "description": "look", "toolUseId": "t"}, "a.json"))
    assert isinstance(meta, Skipped)
    assert "sub-agent" in meta.reason


def test_pictures_are_kept_and_addresses_are_only_told(tmp_path: Path) -> None:
    own = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PIXEL}}
    far = {"type": "image", "source": {"type": "url", "url": "http://example.com/x.png"}}
    fake = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "PHNjcmlwdD4="}}
    run = only(
        log(tmp_path, user([text("See"), own, far, fake]), agent(use("a"), id="m"), result("a", [text("x"), own]))
    )
    assert [image.media_type for image in run.turns[0].images] == ["image/png"]
    assert run.turns[0].message == "See\n[image: http://example.com/x.png]\n[image: image/png]"
    assert (run.turns[1].calls[0].observation, len(run.turns[1].images)) == ("x", 1)


def test_a_message_that_claude_code_wrote_is_of_no_model(tmp_path: Path) -> None:
    refused = agent(text("API Error: 500"), id="m", isApiErrorMessage=True)
    refused["message"]["model"] = "<synthetic>"
    (turn,) = only(log(tmp_path, refused)).turns
    assert (turn.model, turn.error) == (None, "API Error: 500")


def test_old_lines_tell_cost_and_time_of_each_message(tmp_path: Path) -> None:
    run = only(
        log(
            tmp_path,
            user("Go"),
            agent(text("a"), id="m", costUSD=0.25, durationMs=1500),
            agent(use("t"), id="m", costUSD=0.25),
        )
    )
    assert (run.turns[1].cost, run.turns[1].seconds) == (0.25, 1.5)
    assert run.trajectory.cost == 0.25


def test_what_the_user_says_while_the_agent_works_is_a_turn(tmp_path: Path) -> None:
    said = {"type": "attachment", "sessionId": "s", "attachment": {"type": "queued_command", "prompt": "Stop that"}}
    other = {"type": "attachment", "sessionId": "s", "attachment": {"type": "hook_success", "content": "fine"}}
    run = only(log(tmp_path, user("Go"), said, other))
    assert [turn.message for turn in run.turns] == ["Go", "Stop that"]


def test_a_user_who_went_back_is_told(tmp_path: Path) -> None:
    first = user("Go")
    said = agent(text("Done"), id="m", parentUuid=first["uuid"])
    lines = [first, said, user("More", parentUuid=said["uuid"]), user("Something else", parentUuid=said["uuid"])]
    run = only(log(tmp_path, *lines))
    assert [turn.message for turn in run.turns] == ["Go", "Done", "More", "Something else"]
    assert any("went back" in note for note in run.trajectory.notes)
    assert only(log(tmp_path, *lines[:3])).trajectory.notes == ()


def test_sessions_in_one_file_are_runs_of_their_own_unless_one_goes_on_from_the_other(tmp_path: Path) -> None:
    apart = [user("One"), user("Two", sessionId="t"), user("Three")]
    first, second = runs_in(log(tmp_path, *apart))
    assert [turn.message for turn in first.turns] == ["One", "Three"]
    assert (second.trajectory.native_id, second.turns[0].message) == ("t", "Two")
    goes_on = user("Again", sessionId="t", parentUuid=apart[0]["uuid"])
    run = only(log(tmp_path, apart[0], goes_on))
    assert run.trajectory.native_id == "t"
    assert [turn.copied for turn in run.turns] == [True, False]


def test_many_sessions_are_told_before_the_file_is_read_to_its_end(tmp_path: Path) -> None:
    path = log(tmp_path, *(user("x" * 300, sessionId=f"s{n}") for n in range(20)))
    readings = list(claude_code.FORMAT.read(path, Options(Settings(import_bytes=2_000))))
    assert len(readings) == 20
    assert readings[0].position < path.stat().st_size / 2


def test_an_array_of_messages_is_read_like_a_stream(tmp_path: Path) -> None:
    init = {"type": "system", "subtype": "init", "session_id": "s", "model": "m1", "tools": ["Bash"], "cwd": "/w"}
    asked = {"type": "user", "session_id": "s", "message": {"role": "user", "content": "Go"}}
    said = {"type": "assistant", "session_id": "s", "message": {"id": "m", "content": [text("Hi")]}}
    end = {
        "type": "result",
        "subtype": "error_max_turns",
        "session_id": "s",
        "total_cost_usd": 0.5,
        "duration_ms": 2000,
        "usage": {"input_tokens": 7, "cache_read_input_tokens": 20, "output_tokens": 90},
    }
    lines = [init, asked, said, end]
    run = only(written(tmp_path, lines))
    assert [turn.message for turn in run.turns] == ["Go", "Hi"]
    assert run.turns[1].records[0].pointer == "/2"
    made = run.trajectory
    assert (made.format_version, made.model, made.exit_status) == ("stream-json", "m1", "error_max_turns")
    assert (made.cost, made.seconds) == (0.5, 2.0)
    assert (made.prompt_tokens, made.completion_tokens, made.cached_tokens) == (27, 90, 20)
    twice = only(written(tmp_path, [*lines, end])).trajectory
    assert twice.prompt_tokens is None  # of the second alone, or of both
    assert only(log(tmp_path, *lines)).trajectory.exit_status == "error_max_turns"


def test_a_stream_of_cursor_is_not_taken_for_one_of_claude_code(tmp_path: Path) -> None:
    path = log(
        tmp_path,
        {"type": "user", "message": {"role": "user", "content": [text("Go")]}, "session_id": "s"},
        {"type": "tool_call", "subtype": "started", "call_id": "c", "tool_call": {}, "session_id": "s"},
    )
    refused = recognise(take_sample(path, 64_000_000), OPTIONS)
    assert isinstance(refused, str)
    assert "Cursor" in refused
