"""Chat messages: every form in which servers give content, calls and results; wrong ones are kept as text."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.importers.chats import call, chat, row, write

from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.formats import Fault, Options
from tracewalk.importers.openai_chat import FORMAT
from tracewalk.importers.ready import ready
from tracewalk.importers.sample import take_sample
from tracewalk.settings import Settings

PNG = b"\x89PNG\r\n\x1a\n0000"
OPTIONS = Options(Settings(import_bytes=1_000_000))


def read(path: Path, options: Options = OPTIONS) -> list[Any]:
    assert FORMAT.guess(take_sample(path, options.settings.import_bytes), options).likeness == 1
    return [reading.what for reading in FORMAT.read(path, options)]


def of(path: Path, messages: list[Any]) -> AgentRun:
    (run,) = read(write(path, messages))
    assert isinstance(run, AgentRun)
    return run


def test_results_stand_with_their_calls(tmp_path: Path) -> None:
    run = of(tmp_path / "a", chat())
    assert [(t.source, t.message) for t in run.turns] == [
        ("system", "You are an agent."), ("user", "Fix it."), ("agent", "I look."),
    ]  # fmt: skip
    (made,) = run.turns[2].calls
    assert (made.tool, made.arguments, made.observation) == ("bash", '{"command": "ls"}', "a.py\n")
    assert [record.pointer for record in run.turns[2].records] == ["/2", "/3"]
    assert (run.trajectory.task, run.trajectory.n_records) == ("Fix it.", 4)


def test_results_find_their_calls_by_id_else_by_order(tmp_path: Path) -> None:
    calls = [call("a", "{}", "1"), call("b", "{}", "2"), call("a", "{}", "3")]
    results = [
        {"role": "tool", "tool_call_id": "2", "content": "of 2"},
        {"role": "function", "name": "a", "content": "of 1"},
        {"role": "tool", "content": "of 3"},
        {"role": "tool", "tool_call_id": "9", "content": "of nobody"},
        {"role": "tool", "tool_call_id": "2", "content": "once more"},
    ]
    run = of(tmp_path / "a", [{"role": "assistant", "content": None, "tool_calls": calls}, *results])
    assert [made.observation for made in run.turns[0].calls] == ["of 1", "of 2", "of 3"]
    assert [(turn.source, turn.message) for turn in run.turns[1:]] == [("user", "of nobody"), ("user", "once more")]
    assert run.notes == {"results of no known call, kept as a user's turn": 2}


def test_anthropics_blocks_are_taken_apart(tmp_path: Path) -> None:
    picture = {"type": "image", "source": {"type": "base64", "media_type": "x", "data": b64encode(PNG).decode()}}
    result = {
        "type": "tool_result",
        "tool_use_id": "t",
        "is_error": True,
        "content": [{"type": "text", "text": "no"}, picture],
    }
    usage = {"input_tokens": 3, "cache_read_input_tokens": 4, "output_tokens": 5}
    said = [
        {"type": "thinking", "thinking": "hm", "signature": "s"},
        {"type": "text", "text": "Now."},
        {"type": "tool_use", "id": "t", "name": "Bash", "input": {"command": "ls"}},
    ]
    messages = [
        {"role": "user", "content": "Go."},
        {"role": "assistant", "content": said, "usage": usage},
        {"role": "user", "content": [result, {"type": "text", "text": "And on."}]},
    ]  # fmt: skip
    run = of(tmp_path / "a", messages)
    turn = run.turns[1]
    assert (turn.message, turn.reasoning) == ("Now.", "hm")
    assert (turn.prompt_tokens, turn.cached_tokens, turn.completion_tokens) == (7, 4, 5)
    assert (turn.calls[0].observation, turn.calls[0].error) == ("no", True)
    assert [(image.media_type, image.data) for image in turn.images] == [("image/png", PNG)]
    assert [turn.message for turn in run.turns] == ["Go.", "Now.", "And on."]


def test_items_of_the_responses_api_make_turns(tmp_path: Path) -> None:
    items = [
        {"role": "user", "content": [{"type": "input_text", "text": "Go."}]},
        {"type": "reasoning", "summary": [{"type": "summary_text", "text": "hm"}]},
        {"type": "function_call", "call_id": "1", "name": "ls", "arguments": "{}"},
        {"type": "function_call", "call_id": "2", "name": "cat", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "2", "output": "two"},
        {"type": "function_call_output", "call_id": "1", "output": "one"},
        {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Done."}]},
    ]
    run = of(tmp_path / "a", items)
    assert [turn.source for turn in run.turns] == ["user", "agent", "agent"]
    assert [(made.tool, made.observation) for made in run.turns[1].calls] == [("ls", "one"), ("cat", "two")]
    assert (run.turns[1].reasoning, run.turns[2].message) == ("hm", "Done.")


@pytest.mark.parametrize(
    ("arguments", "kept", "malformed"),
    [
        ('{"a":1}', '{"a": 1}', None),
        ({"a": "é"}, '{"a": "é"}', None),
        ('{"a":', '{"a":', "its arguments are not JSON"),
        ("ls -l", "ls -l", None),
        ("[1]", "[1]", None),
        (None, "", None),
        ('{"n": 123456789012345678901234567890}', '{"n": 123456789012345678901234567890}', None),
    ],
)
def test_arguments_are_kept(arguments: Any, kept: str, malformed: str | None, tmp_path: Path) -> None:
    run = of(tmp_path / "a", [{"role": "assistant", "tool_calls": [call("t", arguments)]}])
    (made,) = run.turns[0].calls
    assert (made.arguments, (made.malformed or "")[:26] or None) == (kept, malformed)


def test_rows_say_more_of_the_run(tmp_path: Path) -> None:
    facts = {"model": "m", "resolved": True, "model_patch": "diff", "exit_status": "submitted", "seed": 3, "cost": 0.5}
    lines = [
        row("a__b-1", **facts),
        row("a__b-2", resolved=0),
        {"instance_id": "x"},
        row("a__b-3", messages=json.dumps(chat())),
    ]
    path = tmp_path / "rows"
    path.write_text("\n".join(map(json.dumps, lines)) + "\nnonsense\n")
    one, two, fault, three, nonsense = read(path)
    made = one.trajectory
    assert (made.task_id, made.model, made.outcome, made.outcome_from) == ("a__b-1", "m", "solved", "resolved")
    assert (made.patch, made.exit_status, made.cost) == ("diff", "submitted", 0.5)
    assert json.loads(made.metadata)["seed"] == 3
    assert (made.source_record, two.trajectory.outcome, len(three.turns)) == ("line 1", "unsolved", 3)
    assert isinstance(fault, Fault)
    assert (fault.line, nonsense.line) == (3, 5)
    raw = path.read_bytes()
    for run in (one, two):
        record = run.turns[0].records[0]
        assert json.loads(raw[record.offset : record.offset + record.length])["instance_id"] == run.trajectory.task_id
    assert len({one.trajectory.trajectory_id, two.trajectory.trajectory_id, three.trajectory.trajectory_id}) == 3


def test_a_list_of_rows_is_several_runs_and_lines_of_messages_are_one(tmp_path: Path) -> None:
    one, two = read(write(tmp_path / "list", [row("a"), row("b")]))
    assert (one.trajectory.source_record, two.turns[1].records[0].pointer) == ("/0", "/1/messages/1")
    path = tmp_path / "lines"
    path.write_text("".join(json.dumps(message) + "\n" for message in chat()))
    (run,) = read(path)
    assert (len(run.turns), run.trajectory.n_records) == (3, 4)


def test_a_request_with_its_answer_is_a_run(tmp_path: Path) -> None:
    answer = {"choices": [{"message": {"content": "Hi."}}], "usage": {"prompt_tokens": 3, "completion_tokens": 1}}
    run = of(tmp_path / "a", {"messages": [{"role": "user", "content": "Hello."}], "response": answer})  # type: ignore[arg-type]
    assert [(t.source, t.message, t.prompt_tokens) for t in run.turns] == [
        ("user", "Hello.", None),
        ("agent", "Hi.", 3),
    ]


def test_pictures_elsewhere_are_named_and_never_fetched(tmp_path: Path) -> None:
    picture = {"type": "image_url", "image_url": {"url": "https://example.invalid/a.png"}}
    run = of(tmp_path / "a", [{"role": "user", "content": [picture]}])
    assert (run.turns[0].images, run.turns[0].message) == ((), "[picture: https://example.invalid/a.png]")


def test_a_document_beyond_the_limit_is_a_fault(tmp_path: Path) -> None:
    path = write(tmp_path / "a", chat("x" * 2_000_000))
    (reading,) = FORMAT.read(path, OPTIONS)
    assert "longer than 1,000,000 bytes" in str(reading.what)


KEYS = [
    *("role", "content", "type", "text", "tool_calls", "function", "name", "arguments", "id", "usage", "tool_call_id"),
    *("input_tokens", "timestamp", "image_url", "source", "input", "thinking"),
]
VALUES = ["user", "assistant", "tool", "text", "tool_use", "tool_result", "image", "c1", "data:,x"]
plain = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text("a{[é\ud800\0", max_size=4)
json_values = st.recursive(
    plain | st.sampled_from(VALUES),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    messages=st.lists(json_values, max_size=4),
    facts=st.dictionaries(st.sampled_from(["model", "resolved", "score", "created"]), json_values),
)
def test_whatever_stands_among_messages_is_kept(messages: list[Any], facts: dict[str, Any], tmp_path: Path) -> None:
    path = write(tmp_path / "a", {"messages": [*chat(), *[{"role": "user", "content": "and"}] * 8, *messages], **facts})
    (run,) = read(path)
    assert isinstance(run, AgentRun)
    assert [turn.turn for turn in run.turns] == list(range(len(run.turns)))
    assert run.turns[2].calls[0].observation == "a.py\n"
    assert ready(run).n_turns == len(run.turns)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_mangled_file_is_runs_or_faults(data: st.DataObject, tmp_path: Path) -> None:
    text = json.dumps(row("a")) if data.draw(st.booleans()) else "\n".join(json.dumps(row(str(n))) for n in range(3))
    at = data.draw(st.integers(0, len(text)))
    path = tmp_path / "a"
    path.write_text(text[:at] + data.draw(st.sampled_from(["", "}", '"', "\0", "[" * 2000])) + text[at + 1 :])
    assert all(isinstance(reading.what, AgentRun | Fault) for reading in FORMAT.read(path, OPTIONS))
