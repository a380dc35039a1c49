"""What Inspect's logs of all versions say, and the traps in them."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from tests.importers.damage import damaged
from tests.importers.inspect_logs import agent, event, header, log, model, result, sample
from tests.importers.logs import found_in, raw_of, read, require_storable, runs_in, text_of, written

from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.formats import Fault, Skipped

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 8
URL = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
ADD = ("c1", "add", {"x": 1, "y": 2})


def test_calls_and_results_are_one_turn(tmp_path: Path) -> None:
    first = agent("I add", ADD, ("c2", "add", {"x": "é"}))
    run = read(tmp_path, log(sample(first, result("c2", "no"), result("c1", "3"), agent("3"))))
    assert [turn.source for turn in run.turns] == ["user", "agent", "agent"]
    assert [(call.arguments, call.observation) for call in run.turns[1].calls] == [
        ('{"x": 1, "y": 2}', "3"),
        ('{"x": "é"}', "no"),
    ]
    assert (run.trajectory.n_records, run.trajectory.n_calls) == (5, 2)
    assert [raw_of(tmp_path / "log.json", record)["content"] for record in run.turns[1].records] == ["I add", "no", "3"]
    require_storable(run)


def test_facts(tmp_path: Path) -> None:
    more = {"uuid": "u-1", "metadata": {"repo": "a/b", "base_commit": "c0", "patch": "the key"}, "total_time": 2.5}
    score = {"swe": {"value": 1.0, "metadata": {"model_patch": "diff --git"}}}
    run = read(tmp_path, log(sample(agent("3"), scores=score, started_at="2026-01-02T03:04:05Z", **more)))
    facts = run.trajectory
    assert (facts.native_id, facts.task_id, facts.task, facts.name) == ("u-1", "one", "What is 1 + 2?", "one")
    assert (facts.model, facts.agent, facts.dataset) == ("made/up", "use_tools, generate", "sums")
    assert (facts.repo, facts.base_commit, facts.patch, facts.patch_method) == ("a/b", "c0", "diff --git", "recorded")
    assert (facts.outcome, facts.score, facts.outcome_from) == ("solved", 1.0, "scores.swe")
    assert (facts.started_at, facts.seconds) == (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), 2.5)
    assert json.loads(facts.metadata)["sample"]["target"] == "3"


def test_a_bare_number_is_named_with_its_task(tmp_path: Path) -> None:
    assert read(tmp_path, log(sample(agent("3"), id=7))).trajectory.task_id == "sums/7"


@pytest.mark.parametrize(
    ("value", "score", "outcome"),
    [
        ("C", 1.0, "solved"), ("I", 0.0, "unsolved"), ("P", 0.5, "unsolved"), ("N", 0.0, "unsolved"),
        (True, 1.0, "solved"), (0, 0.0, "unsolved"), (0.3, 0.3, None), ("yes", 1.0, "solved"), (12, 12.0, None),
        ({"a": 1}, None, None), ("words", None, None), (float("nan"), None, None),
    ],
)  # fmt: skip
def test_scores(value: Any, score: float | None, outcome: str | None, tmp_path: Path) -> None:
    facts = read(tmp_path, log(sample(agent("3"), scores={"s": {"value": value}}))).trajectory
    assert (facts.score, facts.outcome) == (score, outcome)
    json.loads(facts.scores, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))


def test_the_one_score_of_the_first_logs(tmp_path: Path) -> None:
    facts = read(tmp_path, log(sample(agent("3"), scores=None, score={"value": "I"}))).trajectory
    assert (facts.outcome, facts.outcome_from) == ("unsolved", "scores.score")


@pytest.mark.parametrize(
    ("more", "exit_status", "outcome"),
    [
        ({"error": {"message": "RuntimeError('boom')", "traceback": "..."}}, "error", "error"),
        ({"limit": {"type": "token", "limit": 80}}, "token limit", None),
        ({"output": {"choices": [{"stop_reason": "max_tokens"}]}}, "max_tokens", None),
    ],
)
def test_exits(more: dict[str, Any], exit_status: str, outcome: str | None, tmp_path: Path) -> None:
    run = read(tmp_path, log(sample(agent("3"), scores=None, **more)))
    assert (run.trajectory.exit_status, run.trajectory.outcome) == (exit_status, outcome)
    assert run.turns[-1].error == ("RuntimeError('boom')" if outcome else None)


def test_each_sample_and_epoch_is_a_run(tmp_path: Path) -> None:
    runs = runs_in(written(tmp_path, log(*(sample(agent("3"), id=n, epoch=e) for n in (1, 2) for e in (1, 2)))))
    assert len({run.trajectory.trajectory_id for run in runs}) == 4
    assert [run.trajectory.source_record for run in runs] == [f"/samples/{n}" for n in range(4)]
    assert [run.trajectory.native_id for run in runs] == ["e1/1/1", "e1/1/2", "e1/2/1", "e1/2/2"]


@pytest.mark.parametrize("samples", [None, []])
def test_a_cancelled_log_has_no_sample(samples: Any, tmp_path: Path) -> None:
    found = read(tmp_path, header(status="cancelled") | {"samples": samples})
    assert isinstance(found, Skipped)
    assert "without a sample" in found.reason
    assert isinstance(read(tmp_path, header(status="started")), Skipped)


def test_the_header_may_stand_behind_the_samples(tmp_path: Path) -> None:
    run = read(tmp_path, {"samples": [sample(agent("3"))]} | header())
    assert run.trajectory.model == "made/up"


def test_events_say_when_and_what_it_took(tmp_path: Path) -> None:
    usage = {
        "input_tokens": 10,
        "output_tokens": 5,
        "total_tokens": 35,
        "input_tokens_cache_read": 20,
        "total_cost": 0.5,
    }
    message = agent("3", name="a1")
    turn = read(tmp_path, log(sample(message, events=[model(message, usage, working_time=1.5)]))).turns[1]
    assert (turn.at, turn.seconds, turn.model) == (datetime(2026, 1, 2, 2, 4, 3, 500000, tzinfo=UTC), 1.5, "up-1")
    assert (turn.prompt_tokens, turn.completion_tokens, turn.cached_tokens, turn.cost) == (30, 5, 20, 0.5)


def test_cached_tokens_that_are_counted_are_not_counted_again(tmp_path: Path) -> None:
    usage = {"input_tokens": 30, "output_tokens": 5, "total_tokens": 35, "input_tokens_cache_read": 20}
    message = agent("3", name="a1")
    run = read(tmp_path, log(sample(message, events=[model(message, usage)])))
    assert run.turns[1].prompt_tokens == run.trajectory.prompt_tokens == 30


def test_without_events_the_totals_are_the_sample_s(tmp_path: Path) -> None:
    usage = {
        "a": {"input_tokens": 7, "output_tokens": 2, "total_cost": 0.25},
        "b": {"input_tokens": 1, "output_tokens": 1},
    }
    facts = read(tmp_path, log(sample(agent("3"), model_usage=usage))).trajectory
    assert (facts.prompt_tokens, facts.completion_tokens, facts.cost) == (8, 3, 0.25)


def test_messages_without_ids_find_their_events_by_what_they_say(tmp_path: Path) -> None:
    """Also where the event names an attachment, in the words of the first logs."""
    events = [model(agent("tc://h"), {"input_tokens": 9, "output_tokens": 1})]
    old = sample(agent("long"), transcript={"events": events, "content": {"h": "long"}})
    assert read(tmp_path, log(old)).turns[1].prompt_tokens == 9


def test_attachments(tmp_path: Path) -> None:
    call = agent("attachment://t", ("c1", "add", {"x": ["attachment://t"]}))
    picture = result("c1", [{"type": "text", "text": "attachment://t"}, {"type": "image", "image": "attachment://p"}])
    run = read(tmp_path, log(sample(call, picture, attachments={"t": "a text", "p": URL})))
    turn = run.turns[1]
    assert (turn.message, turn.calls[0].arguments, turn.calls[0].observation) == (
        "a text",
        '{"x": ["a text"]}',
        "a text",
    )
    assert [(image.media_type, image.data) for image in turn.images] == [("image/png", PNG)]


def test_a_lost_attachment_stays_as_it_is_named(tmp_path: Path) -> None:
    assert read(tmp_path, log(sample(agent("attachment://gone")))).turns[1].message == "attachment://gone"


def test_media_that_cannot_be_shown_are_named(tmp_path: Path) -> None:
    parts = [
        {"type": "image", "image": "https://example.org/a.png"},
        {"type": "image", "image": "<base64-data-removed>"},
        {"type": "audio", "audio": "data:audio/wav;base64,AAAA", "format": "wav"},
        {"type": "document", "document": "data:x", "filename": "a.pdf"},
        {"type": "data", "data": {"a": 1}},
    ]
    run = read(tmp_path, log(sample({"role": "user", "content": parts})))
    assert run.turns[1].message.splitlines() == [
        "[image: https://example.org/a.png]",
        "[image: <base64-data-removed>]",
        "[audio: data:audio/wav;base64, 26 characters]",
        "[document: a.pdf]",
        '{"type": "data", "data": {"a": 1}}',
    ]


@pytest.mark.parametrize(
    ("message", "reasoning", "text"),
    [
        ({"content": [{"type": "reasoning", "reasoning": "hm"}, {"type": "text", "text": "3"}]}, "hm", "3"),
        ({"content": [{"type": "reasoning", "reasoning": "x9", "redacted": True, "summary": "so"}]}, "so", None),
        ({"content": [{"type": "reasoning", "reasoning": "x9", "redacted": True}]}, None, None),
        ({"content": "<think>hm\n</think>\n3"}, "hm", "3"),
        ({"content": "3", "reasoning": "hm"}, "hm", "3"),
        ({"content": "no <think>x</think>"}, None, "no <think>x</think>"),
    ],
)
def test_thoughts(message: dict[str, Any], reasoning: str | None, text: str | None, tmp_path: Path) -> None:
    turn = read(tmp_path, log(sample({"role": "assistant", **message}))).turns[1]
    assert (turn.reasoning, turn.message) == (reasoning, text)


def test_what_the_model_s_server_ran_is_a_call(tmp_path: Path) -> None:
    used = {"type": "tool_use", "tool_type": "web_search", "id": "w", "name": "search", "arguments": '{"q": 1}'}
    message = agent([used | {"result": "found"}, used | {"id": "v", "result": "", "error": "refused"}])
    first, second = read(tmp_path, log(sample(message))).turns[1].calls
    assert (first.tool, first.arguments, first.observation, first.error) == ("search", '{"q": 1}', "found", None)
    assert (second.observation, second.error) == ("\nrefused", True)


def test_errors_of_calls(tmp_path: Path) -> None:
    messages = (
        agent("", ("a", "add", {}), ("b", "add", {}), ("c", "add", {}), ("d", "add", {})),
        result("a", "", error={"type": "timeout", "message": "too slow"}),
        result("b", "bad input: x", error={"type": "parsing", "message": "bad input: x"}),
        result("c", "so far", tool_error="gave up"),
        result("d", "fine"),
    )
    calls = read(tmp_path, log(sample(*messages))).turns[1].calls
    assert [call.observation for call in calls] == ["too slow", "bad input: x", "so far\ngave up", "fine"]
    assert [(call.error, call.error_method) for call in calls] == [(True, "recorded")] * 3 + [(None, None)]
    assert [call.malformed for call in calls] == [None, "bad input: x", None, None]


def test_a_call_that_the_log_s_parser_refused_says_so(tmp_path: Path) -> None:
    message = agent("", ADD)
    message["tool_calls"][0] |= {"arguments": '{"x": 1', "parse_error": "no end"}
    (call,) = read(tmp_path, log(sample(message))).turns[1].calls
    assert (call.arguments, call.malformed) == ('{"x": 1', "no end")


def test_results_without_a_call_are_turns(tmp_path: Path) -> None:
    run = read(tmp_path, log(sample(result("x", "lost", error={"type": "timeout", "message": "slow"}))))
    assert [(turn.source, turn.message, turn.error) for turn in run.turns[1:]] == [("user", "lost", "slow")]
    assert any("no known call" in note for note in run.trajectory.notes)


def test_a_result_without_an_id_is_of_the_next_call(tmp_path: Path) -> None:
    message = agent("", ("a", "add", {}), ("b", "sub", {}))
    run = read(tmp_path, log(sample(message, result(None, "2", function="sub"), result(None, "1"))))
    assert [call.observation for call in run.turns[1].calls] == ["1", "2"]


def test_ids_of_calls_that_repeat(tmp_path: Path) -> None:
    """Some servers give each call the same id."""
    messages = [agent("", ADD), result("c1", "3"), agent("", ADD), result("c1", "4")]
    tools = [event("tool", id="c1", function="add", working_time=n) for n in (1, 2)]
    run = read(tmp_path, log(sample(*messages, events=tools)))
    assert [turn.calls[0].observation for turn in run.turns[1:]] == ["3", "4"]
    assert [turn.calls[0].seconds for turn in run.turns[1:]] == [1.0, 2.0]


def test_an_answer_that_stands_in_an_event_only(tmp_path: Path) -> None:
    """The sample ended while the tool ran."""
    tool = event("tool", id="c1", function="add", result="3", failed=True)
    (call,) = read(tmp_path, log(sample(agent("", ADD), events=[tool]))).turns[1].calls
    assert (call.observation, call.error, call.seconds) == ("3", True, 2.0)


def test_the_exit_code_of_the_one_command_of_a_shell(tmp_path: Path) -> None:
    def ran(name: str, n: int) -> list[dict[str, Any]]:
        span = f"s-{name}"
        begun = event("span_begin", id=span, parent_id="top", type="tool", name="bash")
        command = event("sandbox", span_id=span, action="exec", cmd="false", result=3)
        return [begun, event("tool", id=name, function="bash", span_id="top"), *[command] * n]

    calls = [(name, "bash", {"cmd": "false"}) for name in ("a", "b")]
    answers = [result("a", "no"), result("b", "no")]
    run = read(tmp_path, log(sample(agent("", *calls), *answers, events=ran("a", 1) + ran("b", 2))))
    assert [(call.exit_code, call.error, call.error_method) for call in run.turns[1].calls] == [
        (3, True, "derived"),
        (None, None, None),
    ]


def test_exit_codes_of_logs_with_events_within_events(tmp_path: Path) -> None:
    inner = event("sandbox", action="exec", cmd="true", result=0)
    tool = event("tool", id="c1", function="bash", events=[inner])
    run = read(tmp_path, log(sample(agent("", ("c1", "bash", {})), result("c1", ""), events=[tool])))
    assert run.turns[1].calls[0].exit_code == 0


def _with_agent(**more: Any) -> dict[str, Any]:
    """A sample in which a tool starts an agent: the agent's conversation stands in events only."""
    main, inner, last = agent("", ("c1", "helper", {}), name="a1"), agent("I add", name="h1"), agent("3", name="a2")
    asked = {"role": "user", "content": "add", "id": "q1"}
    events = [
        event("span_begin", id="top", type="agent", name="main"),
        model(main, span_id="top"),
        event("span_begin", id="t", parent_id="top", type="tool", name="helper"),
        event("tool", id="c1", function="helper", span_id="top"),
        event("span_begin", id="sub", parent_id="t", type="agent", name="helper"),
        model(inner, span_id="sub") | {"input": [asked]} | more,
        model(last, span_id="top"),
        event("span_begin", id="s", type="scorer", name="graded"),
        model(agent("GRADE: C", name="g1"), span_id="s"),
    ]
    return sample(main, result("c1", "I add"), last, events=events)


def test_a_sub_agent_is_a_run_of_its_own(tmp_path: Path) -> None:
    main, sub = runs_in(written(tmp_path, log(_with_agent())))
    assert main.turns[1].calls[0].trajectory == sub.trajectory.trajectory_id
    assert (sub.trajectory.parent, sub.trajectory.parent_turn) == (main.trajectory.trajectory_id, 1)
    assert (sub.trajectory.agent, sub.trajectory.task, sub.trajectory.n_records) == ("helper", "add", 2)
    assert [turn.message for turn in sub.turns] == ["add", "I add"]
    assert raw_of(tmp_path / "log.json", sub.turns[1].records[0])["content"] == "I add"
    assert main.trajectory.notes == ()  # the grader is no part of the run


def test_a_request_may_name_places_in_a_pool(tmp_path: Path) -> None:
    pool = [{"role": "user", "content": "add", "id": "q1"}, {"role": "user", "content": "not this"}]
    for where in ({"message_pool": pool}, {"events_data": {"messages": pool, "calls": []}}):
        made = _with_agent(input=[], input_refs=[[0, 1], [5, 1 << 40], "x"]) | where
        _, sub = runs_in(written(tmp_path, log(made)))
        assert [turn.message for turn in sub.turns] == ["add", "I add"]
        assert raw_of(tmp_path / "log.json", sub.turns[0].records[0]) == pool[0]


def test_a_conversation_that_was_lost_is_put_together(tmp_path: Path) -> None:
    """The sample failed before its solver gave the conversation back."""
    asked = {"role": "user", "content": "What is 1 + 2?", "id": "u1"}
    first, answer, last = agent("", ADD, name="a1"), result("c1", "3", id="r1"), agent("3", name="a2")
    events = [model(first) | {"input": [asked]}, model(last) | {"input": [asked, first, answer]}]
    run = read(tmp_path, log(sample(events=events, error={"message": "boom"})))
    assert [turn.source for turn in run.turns] == ["user", "agent", "agent"]
    assert (run.turns[1].calls[0].observation, run.turns[2].message, run.turns[2].error) == ("3", "3", "boom")
    assert run.trajectory.n_records == 1
    assert any("put together" in note for note in run.trajectory.notes)


def test_answers_beside_the_conversation_are_counted(tmp_path: Path) -> None:
    said = agent("3", name="a1")
    run = read(tmp_path, log(sample(said, events=[model(said), model(agent("a critic", name="x"))])))
    assert any(note.startswith("1 answers of models that the conversation leaves out") for note in run.trajectory.notes)


def test_a_sample_by_itself_is_read(tmp_path: Path) -> None:
    """As an unpacked archive has them."""
    run = read(tmp_path, sample(agent("3")))
    assert (run.trajectory.source_format, run.trajectory.outcome, run.trajectory.n_records) == ("inspect", "solved", 2)
    assert raw_of(tmp_path / "log.json", run.turns[1].records[0])["content"] == "3"


def test_what_stands_before_a_cut_is_read(tmp_path: Path) -> None:
    text = json.dumps(log(sample(agent("first")), sample(agent("second"), id="two")))
    whole, cut, fault = found_in(written(tmp_path, text[: text.index("second") + 30]))
    assert (whole.trajectory.task_id, whole.turns[1].message, whole.trajectory.notes) == ("one", "first", ())
    assert (cut.trajectory.task_id, cut.turns[1].message) == ("two", "second")
    assert any("the beginning only" in note for note in cut.trajectory.notes)
    assert isinstance(fault, Fault)
    assert "cut off" in fault.message


def test_a_damaged_sample_does_not_stop_the_next(tmp_path: Path) -> None:
    text = json.dumps(log(sample(agent("first")), sample(agent("second"), id="two")))
    first, fault, second = found_in(written(tmp_path, text.replace('"target": "3"', '"target": ?', 1)))
    assert first.trajectory.task_id == "one"
    assert isinstance(fault, Fault)
    assert second.turns[1].message == "second"


def test_what_is_no_sample_is_a_fault(tmp_path: Path) -> None:
    fault, run = found_in(written(tmp_path, log("x", sample(agent("3")))))
    assert "no JSON object" in fault.message
    assert run.turns[1].message == "3"


@pytest.mark.parametrize(
    "messages", ["text", {"a": 1}, None, ["text", 5, None, {}, {"role": 3, "content": 4}, {"role": "tool"}, []]]
)
def test_messages_of_the_wrong_kind(messages: Any, tmp_path: Path) -> None:
    run = read(tmp_path, log(sample() | {"messages": messages}))
    require_storable(run)
    assert run.trajectory.n_records == (7 if isinstance(messages, list) else 0)
    assert "text" in text_of(run) or not isinstance(messages, list)


def test_a_small_sample_cannot_name_more_text_than_there_is_room_for(tmp_path: Path) -> None:
    long = "y" * 1_000_000
    run = read(tmp_path, log(sample(*[agent("attachment://a")] * 1000, attachments={"a": long})))
    assert 100 < sum(turn.message == long for turn in run.turns) < 500
    assert run.trajectory.n_records == 1001
    assert any("left out" in note for note in run.trajectory.notes)


GOOD = log(
    _with_agent(), sample(agent([{"type": "text", "text": "x"}], ADD), result("c1", "3"), attachments={"a": "b"})
)


@settings(max_examples=150, deadline=None)
@given(document=damaged(GOOD))
def test_any_damage_is_told_or_read_around(document: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = written(tmp_path_factory.mktemp("log"), document)
    try:
        found = found_in(path)
    except AssertionError as refused:
        assert "it is in no known format" in str(refused)
        return
    for one in found:
        assert isinstance(one, AgentRun | Fault | Skipped)
        if isinstance(one, AgentRun):
            require_storable(one)
