"""mini-swe-agent's trajectories, each trap by itself: four forms of an action, refusals, ends, damage."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.importers.damage import damaged
from tests.importers.logs import OPTIONS, found_in, read, require_storable, text_of, written

from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.formats import Fault, Format
from tracewalk.importers.mini_swe_agent_actions import actions_in, observed
from tracewalk.importers.registry import format_named, recognise
from tracewalk.importers.sample import take_sample

PROMPT = [{"role": "system", "content": "You act."}, {"role": "user", "content": "<pr>\nIt {breaks}.\n</pr>\nNow go."}]
PNG = "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\nrest").decode()
SUBMIT = "echo COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT && git diff"


def said(text: str, **others: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": text, **others}


def user(text: str, **others: Any) -> dict[str, Any]:
    return {"role": "user", "content": text, **others}


def gave(code: int, output: str) -> str:
    return f"<returncode>{code}</returncode>\n<output>\n{output}</output>"


def block(command: str, before: str = "THOUGHT: so.", fence: str = "bash") -> str:
    return f"{before}\n\n```{fence}\n{command}\n```"


def log(*messages: dict[str, Any], version: str = "mini-swe-agent-1", **info: Any) -> dict[str, Any]:
    config = {
        "agent": {"instance_template": "<pr>\n{{task}}\n</pr>\nNow go.{% if x %}!{% endif %}", "step_limit": 250},
        "model": {"model_name": "m/x"},
        "environment": {"image": "img", "cwd": "/testbed"},
        "agent_type": "minisweagent.agents.default.DefaultAgent",
    }
    about = {"exit_status": "Submitted", "submission": "diff --git a/f b/f\n", "mini_version": "1.15.0"}
    stats = {"instance_cost": 0.25, "api_calls": 2}
    return {
        "info": about | {"model_stats": stats, "config": config} | info,
        "messages": [*PROMPT, *messages],
        "trajectory_format": version,
        "instance_id": "o__r-7",
    }


def run_of(folder: Path, content: Any, name: str = "log.json") -> AgentRun:
    found = read(folder, content, name)
    assert isinstance(found, AgentRun), found
    require_storable(found)
    return found


def test_a_text_action_stands_apart_from_what_was_said(tmp_path: Path) -> None:
    run = run_of(tmp_path, log(said(block("ls -la") + "\n\nThat is all."), user(gave(2, "no\n"))))
    turn = run.turns[2]
    assert turn.message == "THOUGHT: so.\n\nThat is all."
    (call,) = turn.calls
    assert (call.tool, call.arguments, call.observation) == ("bash", "ls -la", gave(2, "no\n"))
    assert (call.exit_code, call.error, call.error_method) == (2, True, "derived")
    assert len(run.turns) == 3
    assert [record.pointer for record in turn.records] == ["/messages/2", "/messages/3"]


def test_facts_are_those_of_its_info(tmp_path: Path) -> None:
    made = run_of(tmp_path, log(said(block(SUBMIT)), user("diff --git a/f b/f\n"))).trajectory
    assert (made.task_id, made.repo, made.model, made.agent, made.agent_version) == (
        "o__r-7",
        "o/r",
        "m/x",
        "mini-swe-agent",
        "1.15.0",
    )
    assert (made.cost, made.cost_method, made.exit_status, made.patch) == (
        0.25,
        "recorded",
        "Submitted",
        "diff --git a/f b/f\n",
    )
    assert made.task == "It {breaks}."
    assert made.outcome is None
    assert json.loads(made.metadata or "")["image"] == "img"


def test_what_the_last_command_gave_is_its_observation_also_where_that_is_nothing(tmp_path: Path) -> None:
    run = run_of(tmp_path, log(said(block(SUBMIT)), user("")))
    assert run.turns[-1].calls[0].observation == ""
    assert run.turns[-1].calls[0].exit_code is None


def test_several_actions_are_one_call_that_cannot_be_understood(tmp_path: Path) -> None:
    text = block("ls") + "\n\nand\n\n" + block("pwd", "then")
    run = run_of(tmp_path, log(said(text), user("Please always provide EXACTLY ONE action, found 2 actions.")))
    (call,) = run.turns[2].calls
    assert call.malformed == "it holds 2 commands in the place of one"
    assert call.arguments == "```bash\nls\n```\n\nand\n\nthen\n\n```bash\npwd\n```"
    assert call.observation == "Please always provide EXACTLY ONE action, found 2 actions."
    assert call.error is True
    assert run.turns[2].message == "THOUGHT: so."


def test_an_answer_without_an_action_is_said_and_its_refusal_the_user_s(tmp_path: Path) -> None:
    run = run_of(tmp_path, log(said("I am lost."), user("Please always provide EXACTLY ONE action.")))
    assert [(t.source, t.message, t.calls) for t in run.turns[2:]] == [
        ("agent", "I am lost.", ()),
        ("user", "Please always provide EXACTLY ONE action.", ()),
    ]


def test_a_command_that_timed_out_failed(tmp_path: Path) -> None:
    told = "The last command <command>sleep</command> timed out and has been killed."
    (call,) = run_of(tmp_path, log(said(block("sleep")), user(told))).turns[2].calls
    assert (call.error, call.exit_code, call.observation) == (True, None, told)


def test_the_word_of_a_limit_after_an_observation_is_no_observation(tmp_path: Path) -> None:
    run = run_of(tmp_path, log(said(block("ls")), user(gave(0, "")), user("Limits exceeded.")))
    assert run.turns[-1].message == "Limits exceeded."
    assert run.turns[2].calls[0].observation == gave(0, "")


BARE = [*PROMPT, said(block("ls", fence="mswea_bash_command")), user(gave(0, "a\n"))]


def test_version_0_is_a_bare_list(tmp_path: Path) -> None:
    run = run_of(tmp_path, BARE)
    assert (run.trajectory.format_version, run.trajectory.n_calls, run.trajectory.n_records) == ("0", 1, 1)
    assert run.turns[2].records[0].pointer == "/2"
    assert (run.trajectory.cost, run.trajectory.model, run.trajectory.exit_status) == (None, None, None)


def test_a_list_of_messages_without_such_a_command_is_another_s(tmp_path: Path) -> None:
    for other in ([*PROMPT, said("Hello."), user("Thanks.")], [*PROMPT, said(block("ls")), user("Nice command!")]):
        known = recognise(take_sample(written(tmp_path, other), 1 << 20), OPTIONS)
        assert not isinstance(known, Format) or known.name != "mini-swe-agent"


def test_a_fork_s_document_is_told_by_its_info(tmp_path: Path) -> None:
    given = log(said(block("ls")), user(gave(0, "")))
    del given["trajectory_format"]
    assert run_of(tmp_path, given).trajectory.n_calls == 1


def asked(*commands: str, text: str = "So.", **others: Any) -> dict[str, Any]:
    calls = [
        {"id": f"c{n}", "type": "function", "function": {"name": "bash", "arguments": json.dumps({"command": one})}}
        for n, one in enumerate(commands)
    ]
    usage = {"prompt_tokens": 100, "completion_tokens": 9, "prompt_tokens_details": {"cached_tokens": 40}}
    response = {"model": "x-1", "usage": usage, "created": 1_700_000_000}
    extra = {"response": response, "cost": 0.01, "timestamp": 1_700_000_001.5}
    return {"role": "assistant", "content": text, "tool_calls": calls, "extra": extra, **others}


def result(number: int, text: str, **extra: Any) -> dict[str, Any]:
    told = {"raw_output": text, "returncode": 0, "timestamp": 1_700_000_002.0, "exception_info": ""} | extra
    return {"role": "tool", "tool_call_id": f"c{number}", "content": text, "extra": told}


def test_version_2_joins_results_by_id_whatever_their_order(tmp_path: Path) -> None:
    messages = [asked("a", "b"), result(1, "of b", returncode=3), result(0, "of a")]
    turn = run_of(tmp_path, log(*messages, version="mini-swe-agent-1.1")).turns[2]
    assert [(c.arguments, c.observation, c.exit_code, c.error) for c in turn.calls] == [
        ('{"command": "a"}', "of a", 0, False),
        ('{"command": "b"}', "of b", 3, True),
    ]
    assert (turn.prompt_tokens, turn.completion_tokens, turn.cached_tokens) == (100, 9, 40)
    assert (turn.cost, turn.cost_method, turn.model) == (0.01, "recorded", "x-1")
    assert turn.at == datetime(2023, 11, 14, 22, 13, 21, 500_000, UTC)
    assert turn.message == "So."


def test_an_exception_is_a_recorded_failure(tmp_path: Path) -> None:
    (call,) = run_of(tmp_path, log(asked("a"), result(0, "", returncode=-1, exception_info="timed out"))).turns[2].calls
    assert (call.exit_code, call.error, call.error_method) == (-1, True, "recorded")


def test_a_result_of_no_call_is_kept_with_a_note(tmp_path: Path) -> None:
    run = run_of(tmp_path, log(asked("a"), result(0, "of a"), result(7, "of none")))
    assert (run.turns[-1].source, run.turns[-1].message) == ("user", "of none")
    assert any("of no call" in note for note in run.notes)


def test_the_exit_message_is_what_the_submitting_command_gave(tmp_path: Path) -> None:
    end = {"role": "exit", "content": "the diff", "extra": {"exit_status": "Submitted", "submission": "the diff"}}
    given = log(asked("ls", SUBMIT), end, exit_status=None, submission=None)
    run = run_of(tmp_path, given)
    assert [call.observation for call in run.turns[2].calls] == [None, "the diff"]
    assert (run.trajectory.exit_status, run.trajectory.patch) == ("Submitted", "the diff")
    limits = {"role": "exit", "content": "LimitsExceeded", "extra": {"exit_status": "LimitsExceeded"}}
    run = run_of(tmp_path, log(asked("ls"), result(0, "x"), limits))
    assert len(run.turns) == 3


def test_an_answer_that_only_its_refusal_holds_is_not_lost(tmp_path: Path) -> None:
    extra = {"interrupt_type": "FormatError", "n_actions": 0, "model_response": "I forgot to act."}
    run = run_of(tmp_path, log(user("Exactly one action, please.", extra=extra)))
    assert [(t.source, t.message, t.error) for t in run.turns[2:]] == [
        ("agent", "I forgot to act.", "Exactly one action, please."),
        ("user", "Exactly one action, please.", None),
    ]
    assert run.trajectory.n_records == 0
    whole = {"choices": [{"message": {"role": "assistant", "content": "Hm.", "tool_calls": [{"function": {}}]}}]}
    extra = {"interrupt_type": "FormatError", "model_response": whole}
    turn = run_of(tmp_path, log(user("Unknown tool.", extra=extra))).turns[2]
    assert (turn.message, turn.calls[0].observation) == ("Hm.", "Unknown tool.")
    assert turn.calls[0].malformed


def test_recorded_actions_go_before_what_the_text_looks_like(tmp_path: Path) -> None:
    text = "<act>ls</act>"
    turn = run_of(tmp_path, log(said(text, extra={"actions": [{"command": "ls"}]}), user(gave(0, "a")))).turns[2]
    assert (turn.message, turn.calls[0].arguments) == (text, "ls")


def test_the_responses_api_has_items(tmp_path: Path) -> None:
    answer = {
        "object": "response",
        "model": "gpt-x",
        "created_at": 1_700_000_000,
        "output": [
            {"type": "reasoning", "summary": [{"type": "summary_text", "text": "Hm."}]},
            {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "I look."}]},
            {"type": "function_call", "id": "fc1", "call_id": "k1", "name": "bash", "arguments": '{"command": "ls"}'},
        ],
        "usage": {
            "input_tokens": 10,
            "output_tokens": 5,
            "input_tokens_details": {"cached_tokens": 4},
            "output_tokens_details": {"reasoning_tokens": 3},
        },
        "extra": {"actions": [{"command": "ls", "tool_call_id": "k1"}], "cost": 0.5, "timestamp": 1_700_000_001.0},
    }
    told = {"type": "function_call_output", "call_id": "k1", "output": "a.py", "extra": {"returncode": 0}}
    refused = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "No tool calls found."}]}
    run = run_of(tmp_path, log(answer, told, refused, version="mini-swe-agent-1.1"))
    turn = run.turns[2]
    assert (turn.reasoning, turn.message, turn.model, turn.cost) == ("Hm.", "I look.", "gpt-x", 0.5)
    assert (turn.prompt_tokens, turn.completion_tokens, turn.cached_tokens, turn.reasoning_tokens) == (10, 5, 4, 3)
    assert [(c.call_id, c.arguments, c.observation) for c in turn.calls] == [("k1", '{"command": "ls"}', "a.py")]
    assert run.turns[3].message == "No tool calls found."
    assert run.trajectory.n_records == 1


def test_thoughts_are_told_once(tmp_path: Path) -> None:
    message = asked("ls", reasoning_content="Hm.", thinking_blocks=[{"type": "thinking", "thinking": "Hm."}])
    assert run_of(tmp_path, log(message)).turns[2].reasoning == "Hm."
    inner = {"choices": [{"message": {"reasoning": "Inside."}}]}
    assert run_of(tmp_path, log(said(block("ls"), extra={"response": inner}))).turns[2].reasoning == "Inside."
    items = [{"type": "reasoning", "summary": [{"type": "summary_text", "text": "Beside."}]}]
    usage = {"input_tokens": 10, "output_tokens": 5}
    answer = said(block("ls"), extra={"response": {"object": "response", "output": items, "usage": usage}})
    turn = run_of(tmp_path, log(answer)).turns[2]
    assert (turn.reasoning, turn.prompt_tokens, turn.calls[0].arguments) == ("Beside.", 10, "ls")


def test_pictures_among_the_parts_of_an_observation_are_kept(tmp_path: Path) -> None:
    parts = [{"type": "text", "text": gave(0, "see")}, {"type": "image_url", "image_url": {"url": PNG}}]
    turn = run_of(tmp_path, log(said(block("plot")), user(parts))).turns[2]  # type: ignore[arg-type]
    assert [image.media_type for image in turn.images] == ["image/png"]
    assert turn.calls[0].exit_code == 0


@pytest.mark.parametrize("stamp", ["", None, 0, -5, "soon", 1e300, float("nan")])
def test_impossible_times_are_none(tmp_path: Path, stamp: Any) -> None:
    message = said(block("ls"), extra={"timestamp": stamp})
    assert run_of(tmp_path, log(message)).turns[2].at is None


def test_blocks_of_other_languages_are_no_actions() -> None:
    assert actions_in("```python\nprint()\n```\n") == []
    assert [one.command for one in actions_in("```bash\ncat <<'E'\n```x\nE\n```")] == ["cat <<'E'"]
    assert actions_in("```bash\nnever closed") == []
    assert [one.command for one in actions_in("So <mswea_bash_command>\nls\n</mswea_bash_command>.")] == ["ls"]
    assert observed("<exception>x</exception>\n<returncode>-1</returncode>") == -1
    assert observed("it said <returncode>0</returncode>") is None


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["document", "bare"]), st.sampled_from([None, 2]), st.floats(0, 1))
def test_of_a_log_that_is_cut_off_what_stands_before_is_read(
    tmp_path: Path, form: str, indent: int | None, part: float
) -> None:
    rounds = [message for n in range(4) for message in (said(block(f"ls {n}")), user(gave(0, f"of {n}")))]
    whole = log(*rounds) if form == "document" else [*PROMPT, *rounds]
    text = json.dumps(whole, indent=indent)
    cut = text[: int(part * len(text))]
    found = [reading.what for reading in format_named("mini-swe-agent").read(written(tmp_path, cut), OPTIONS)]
    runs = [one for one in found if isinstance(one, AgentRun)]
    assert len(runs) <= 1
    if cut != text and cut:
        assert isinstance(found[-1], Fault)
    seen = [n for n in range(4) if json.dumps(gave(0, f"of {n}"))[1:] in cut[:-12]]
    told = text_of(runs[0]) if runs else ""
    assert all(f"of {n}" in told for n in seen)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_damage_costs_no_more_than_what_it_hits(tmp_path: Path, data: st.DataObject) -> None:
    items = {
        "object": "response",
        "output": [{"type": "function_call", "call_id": "k", "name": "bash", "arguments": "{}"}],
    }
    whole: Any = log(
        said(block("ls")),
        user(gave(0, "of ls")),
        asked("a", "b"),
        result(1, "of b"),
        user("again", extra={"interrupt_type": "FormatError", "model_response": "lost"}),
        items,
        {"type": "function_call_output", "call_id": "k", "output": "of k"},
        {"role": "exit", "content": "end", "extra": {"exit_status": "Submitted"}},
    )
    content = data.draw(damaged(data.draw(st.sampled_from([whole, BARE]))))
    path = written(tmp_path, content)
    for reading in format_named("mini-swe-agent").read(path, OPTIONS):
        assert isinstance(reading.what, AgentRun | Fault)
    if isinstance(content, dict) and content.get("messages") == whole["messages"] and content.get("info"):
        (run,) = found_in(path)
        assert isinstance(run, AgentRun)
        require_storable(run)
        assert all(part in text_of(run) for part in ("of ls", "of b", "of k", "lost", "again", "end"))
