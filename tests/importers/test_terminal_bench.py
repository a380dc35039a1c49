"""Terminus of Terminal-Bench: its requests, the folders in which they stand, and what is told of the trial beside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from tests.importers.conftest import imported
from tests.importers.damage import damaged
from tests.importers.logs import found_in, raw_of, read, require_storable, written

from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.formats import Fault, Skipped
from tracewalk.lake import Lake, choose

ASK = "You are to solve a task. Answer with JSON: keystrokes to send.\nInstruction: make a file"
FIRST = {
    "state_analysis": "nothing there",
    "explanation": "I look",
    "commands": [
        {"keystrokes": "ls\n", "is_blocking": True, "timeout_sec": 5},
        {"keystrokes": "touch a\n", "is_blocking": False, "timeout_sec": 1},
    ],
    "is_task_complete": False,
}
DONE = {"analysis": "it is there", "plan": "none", "commands": [], "task_complete": True}


def _user(text: Any) -> dict[str, Any]:
    return {"role": "user", "content": text}


def _agent(text: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": text if isinstance(text, str) else json.dumps(text)}


def _request(*messages: dict[str, Any], answer: Any = DONE, **more: Any) -> dict[str, Any]:
    response = {"choices": [{"message": _agent(answer)}]}
    call = {"model": "made/up", "litellm_call_id": "x", "log_event_type": "post_api_call"}
    return call | {"messages": [_user(ASK), *messages], "original_response": json.dumps(response)} | more


def test_commands_are_calls_and_the_terminal_what_they_gave(tmp_path: Path) -> None:
    run = read(tmp_path, _request(_agent(FIRST), _user([{"type": "text", "text": "root@x:/app# ls"}])))
    assert [turn.source for turn in run.turns] == ["user", "agent", "agent"]
    asked, first, last = run.turns
    assert (asked.message, first.message, last.message) == (ASK, "nothing there\nI look", "it is there\nnone")
    assert [json.loads(call.arguments)["keystrokes"] for call in first.calls] == ["ls\n", "touch a\n"]
    assert [call.observation for call in first.calls] == [None, "root@x:/app# ls"]
    assert [(call.tool, call.kind) for call in last.calls] == [("mark_task_complete", "submit")]
    assert (run.trajectory.n_records, run.trajectory.model, run.trajectory.task) == (4, "made/up", ASK)
    assert raw_of(tmp_path / "log.json", first.records[1])["content"][0]["text"] == "root@x:/app# ls"
    require_storable(run)


def test_xml_and_what_is_neither_are_kept_whole(tmp_path: Path) -> None:
    xml = (
        '<response><commands><keystrokes duration="0.5">ls\n</keystrokes></commands><task_complete>true</task_complete>'
    )
    run = read(tmp_path, _request(_agent(xml), _user("a"), _agent("no idea {"), _user("say it as JSON"), answer="..."))
    assert run.turns[1].message == xml
    assert [call.arguments for call in run.turns[1].calls] == ['{"keystrokes": "ls\\n", "duration": "0.5"}', "{}"]
    assert [turn.source for turn in run.turns] == ["user", "agent", "agent", "user", "agent"]
    assert run.turns[2].message == "no idea {"


def test_an_answer_with_more_than_it_should_say_is_kept_whole(tmp_path: Path) -> None:
    more = json.dumps({"analysis": "a", "commands": "ls", "mood": "good"})
    run = read(tmp_path, _request(_agent(f"```json\n{more}\n```")))
    assert "good" in run.turns[1].message
    assert any("kept whole" in note for note in run.trajectory.notes)


@pytest.mark.parametrize(
    "response",
    [
        json.dumps({"content": [{"type": "text", "text": json.dumps(DONE)}]}),
        {"choices": [{"message": {"content": json.dumps(DONE)}}]},
    ],
)
def test_the_last_answer_in_other_servers_words(response: Any, tmp_path: Path) -> None:
    assert read(tmp_path, _request(original_response=response)).turns[-1].calls[0].tool == "mark_task_complete"


def _trial(folder: Path, logs: str, n: int = 3) -> Path:
    """A trial's folder with its requests, each with one answer more."""
    said: list[dict[str, Any]] = []
    for number in range(n):
        request = _request(*said, original_response="no JSON")
        written(folder, request, f"{logs}/episode-{number}/debug.json")
        written(folder, json.dumps(FIRST), f"{logs}/episode-{number}/response.json")
        said += [_agent(FIRST), _user(f"output {number}")]
    return folder


def test_the_last_request_of_a_trial_is_its_run(tmp_path: Path) -> None:
    trial = _trial(tmp_path / "hello.1-of-1", "agent-logs", 12)
    (run,) = found_in(trial / "agent-logs" / "episode-11" / "debug.json")
    assert isinstance(run, AgentRun)
    assert run.trajectory.name == "hello.1-of-1"
    assert [len(turn.calls) for turn in run.turns] == [0] + [2] * 12
    assert isinstance(found_in(trial / "agent-logs" / "episode-9" / "debug.json")[0], Skipped)


def test_requests_beside_a_trajectory_are_no_runs(tmp_path: Path) -> None:
    trial = _trial(tmp_path / "trial", "agent")
    written(trial, {"schema_version": "ATIF-v1.5", "steps": []}, "agent/trajectory.json")
    (found,) = found_in(trial / "agent" / "episode-2" / "debug.json")
    assert isinstance(found, Skipped)
    assert "beside it in ATIF" in found.reason


def test_texts_that_their_request_holds_are_passed_over(tmp_path: Path) -> None:
    written(tmp_path, _request(_agent(FIRST), _user("the terminal shows\nthis"), answer="so\nbe it"), "debug.json")
    for text in ("the terminal shows\nthis\n", "so\nbe it"):
        (found,) = found_in(written(tmp_path, text, "any.txt"))
        assert isinstance(found, Skipped)
    with pytest.raises(AssertionError, match="no known format"):
        found_in(written(tmp_path, "another text", "any.txt"))


def test_what_the_trial_s_result_says_is_joined(tmp_path: Path, lake: Lake) -> None:
    trial = _trial(tmp_path / "logs" / "hello" / "hello.1-of-1", "agent-logs")
    result = {"trial_name": "hello.1-of-1", "task_id": "hello", "is_resolved": True, "failure_mode": "unset"}
    written(trial, result | {"total_input_tokens": 90, "parser_results": {"test_a": "passed"}}, "results.json")
    done = imported(lake, tmp_path / "logs")
    assert (done.n_trajectories, done.n_sidecars, done.n_joined) == (1, 1, 1)
    (row,) = lake.cursor().sql("SELECT name, outcome, prompt_tokens FROM trajectories").fetchall()
    assert row == ("hello", "solved", 90)
    assert choose(lake) == []


def test_another_log_of_litellm_is_not_terminus(tmp_path: Path) -> None:
    other = _request() | {"messages": [_user("hello")]}
    assert read(tmp_path, other).trajectory.source_format == "openai-chat"


@settings(max_examples=80, deadline=None)
@given(document=damaged(_request(_agent(FIRST), _user("out"), _agent(DONE))))
def test_any_damage_is_told_or_read_around(document: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    try:
        found = found_in(written(tmp_path_factory.mktemp("log"), document))
    except AssertionError as refused:
        assert "no known format" in str(refused)
        return
    for one in found:
        assert isinstance(one, AgentRun | Fault | Skipped)
        if isinstance(one, AgentRun):
            require_storable(one)
