"""CWM's own dumps, each trap by itself: forms of the dump, thoughts, calls, refusals, ends, tokens, damage."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.importers.damage import damaged
from tests.importers.logs import OPTIONS, found_in, raw_of, read, require_storable, text_of, written

from tracewalk.cwm.chat import ASSISTANT, THINK, render_message
from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.formats import Fault, Format
from tracewalk.importers.registry import format_named, recognise
from tracewalk.importers.sample import take_sample

SYSTEM = "You work in a container, constrained by a 131072 total context window limit."
USER = "Solve it:\n\n<issue_description>\nIt breaks.\n</issue_description>\n\nGo."
BUDGET = "\n\n<budget>\n* Remaining turns: 127\n* Remaining tokens: 130000\n</budget>"
NEXT = ASSISTANT + THINK


def prompt(prefix: str = NEXT) -> str:
    return "<|begin_of_text|>" + render_message("system", SYSTEM) + render_message("user", USER) + prefix


def output(text: str, tool: str = "bash", budget: str = BUDGET) -> str:
    return render_message("tool", f"<output>\n{text}\n</output>{budget}", tool) + NEXT


def transition(action: str, observation: str, **others: Any) -> dict[str, Any]:
    """As a minimal dump holds it."""
    made = {"action_str": action, "rewards": [0.0] * len(action.split()), "observation_str": observation}
    made |= {"terminal": False, "context_switch": False, "outcomes": {"pass": False}, "info": {"duration": 1.5}}
    return made | others


def ended(action: str, passed: bool = True, **info: Any) -> dict[str, Any]:
    told = {
        "source": "N/A",
        "instance_id": "o__r-7",
        "message": "",
        "eval_duration": 3.0,
        "pred_patch": "diff --git a b\n",
    }
    return transition(action, "", terminal=True, outcomes={"pass": passed}, info=told | info)


START = transition("", prompt(), rewards=[], outcomes={}, info={"instance_id": "o__r-7"})
LOOK = transition("Hm.\n</think>\nI look.\n<tool: bash>\nls\n</tool><|eot_id|>", output("setup.py"))
END = ended("Sure.\n</think>\n## Summary\nDone.<|eot_id|>")


def rollout(*transitions: Any, **others: Any) -> dict[str, Any]:
    args = {
        "env_config": "swerl_tool_env:think_tag",
        "reward_fn": "r",
        "path": "d.jsonl",
        "init_args": {"b": 2, "a": 1},
    }
    made = {"traj": {"transitions": list(transitions)}, "data_src": {"path": "d.jsonl", "line_no": 4, "pos": 99}}
    made |= {"start_args": {}, "begin_step": -1, "end_step": -1, "metrics": {"rollout/duration": 60.0}}
    return made | {"rl_task_args": args, "pivotal": None} | others


def line(*rollouts: dict[str, Any], metrics: Any = None) -> dict[str, Any]:
    return {"rollouts": list(rollouts)} | ({} if metrics is None else {"metrics": metrics})


def run_of(folder: Path, content: Any) -> AgentRun:
    found = read(folder, content, "log.jsonl")
    assert isinstance(found, AgentRun), found
    require_storable(found)
    return found


def test_a_minimal_dump_is_prompts_answers_and_results(tmp_path: Path) -> None:
    run = run_of(tmp_path, line(rollout(START, LOOK, END)))
    assert [(t.source, t.message, t.reasoning) for t in run.turns] == [
        ("system", SYSTEM, None),
        ("user", USER, None),
        ("agent", "I look.", "Hm."),
        ("agent", "## Summary\nDone.", "Sure."),
    ]
    (call,) = run.turns[2].calls
    assert (call.tool, call.arguments, call.seconds) == ("bash", "ls", 1.5)
    assert call.observation == f"<output>\nsetup.py\n</output>{BUDGET}"
    made = run.trajectory
    assert made.native_id == "swerl_tool_env:think_tag:r:d.jsonl;a=1_b=2|l4|p99"
    assert (made.outcome, made.outcome_from, made.exit_status) == ("solved", "outcomes", "terminal")
    assert (made.task_id, made.repo, made.task, made.dataset) == ("o__r-7", "o/r", "It breaks.", "d.jsonl")
    assert (made.patch, made.patch_method, made.seconds) == ("diff --git a b\n", "recorded", 60.0)
    assert (made.agent, made.model, made.cost) == ("swerl_tool_env:think_tag", None, None)
    assert (made.n_records, made.n_calls, made.format_version) == (3, 1, "minimal")


def test_a_minimal_dump_tells_tokens_by_rewards_and_context_by_the_budget(tmp_path: Path) -> None:
    run = run_of(tmp_path, line(rollout(START, LOOK, END)))
    first, last = run.turns[2:]
    assert (first.completion_tokens, first.prompt_tokens, first.cost_method) == (8, None, "derived")
    assert (last.prompt_tokens, last.cost_method) == (131072 - 130000, "estimated")
    assert run.trajectory.context_window == 131072


def test_a_full_dump_is_counted_and_a_switch_begins_a_new_context(tmp_path: Path) -> None:
    given = []
    for one, action, observation in ((START, 0, 50), (LOOK, 10, 20), (LOOK, 5, 7), (END, 3, 0)):
        given.append(one | {"action": [1] * action, "observation": [2] * observation})
    given[2] = given[2] | {"context_switch": True}
    run = run_of(tmp_path, line(rollout(*given)))
    answers = [turn for turn in run.turns if turn.source == "agent"]
    assert [(t.prompt_tokens, t.completion_tokens, t.cost_method) for t in answers] == [
        (50, 10, "derived"),
        (80, 5, "derived"),
        (7, 3, "derived"),
    ]
    assert run.trajectory.format_version == "full"
    assert run.trajectory.max_context == 80


def test_the_older_form_has_the_transitions_at_its_top(tmp_path: Path) -> None:
    keep = ("action_str", "observation_str", "outcomes", "info")
    older = {"transitions": [{k: one[k] for k in keep} | {"eos_reward": 0.5} for one in (START, LOOK, END)]}
    run = run_of(tmp_path, json.dumps(older, indent=1))
    assert (run.trajectory.format_version, run.trajectory.score, run.trajectory.outcome) == ("older", 0.5, "solved")
    assert run.turns[2].records[0].pointer == "/transitions/1"
    assert raw_of(tmp_path / "log.jsonl", run.turns[2].records[0]) == older["transitions"][1]


def test_metrics_beside_a_rollout_go_before_its_last_transition(tmp_path: Path) -> None:
    measured = {"task_name": "t", "terminal_rewards": -1.0, "terminal_metrics": {"pass": False}}
    made = run_of(tmp_path, line(rollout(START, LOOK, END), metrics=[measured])).trajectory
    assert (made.outcome, made.outcome_from, made.score) == ("unsolved", "terminal_metrics", -1.0)
    assert made.native_id == "t|l4|p99"


def test_a_transition_before_the_end_does_not_say_that_it_was_unsolved(tmp_path: Path) -> None:
    made = run_of(tmp_path, line(rollout(START, LOOK))).trajectory
    assert (made.outcome, made.exit_status) == (None, None)
    cut = rollout(START, LOOK)
    cut["traj"]["truncation_return"] = -1.0
    assert run_of(tmp_path, line(cut)).trajectory.exit_status == "truncated"


@pytest.mark.parametrize(
    "message",
    ["Max turns reached", "Context size exceeded: 131100 > 131072", "Timeout: gone", "Empty patch"],
)
def test_an_end_without_a_result_is_the_exit_status(tmp_path: Path, message: str) -> None:
    made = run_of(tmp_path, line(rollout(START, ended("x</think>", passed=False, message=message)))).trajectory
    assert (made.exit_status, made.outcome) == (message, "unsolved")


def test_the_output_of_a_judge_is_no_exit_status(tmp_path: Path) -> None:
    given = rollout(START, ended("x</think>", message="=== 3 passed in 0.1s ==="))
    made = run_of(tmp_path, line(given)).trajectory
    assert made.exit_status == "terminal"
    assert "3 passed" in (made.metadata or "")


def test_a_refused_answer_has_a_malformed_call_or_an_error(tmp_path: Path) -> None:
    told = "FormatError: Expected one tool call, but found 2: bash, bash."
    two = transition(
        "a</think><tool: bash>\nls\n</tool><tool: bash>\npwd\n</tool>", render_message("user", told) + NEXT
    )
    none = transition("a</think>Done?", render_message("user", "FormatError: No tool calls found") + NEXT)
    run = run_of(tmp_path, line(rollout(START, two, none, END)))
    first, answered, second = run.turns[2:5]
    assert [call.malformed for call in first.calls] == [told, told]
    assert (first.error, answered.source, answered.message) == (told, "user", told)
    assert (second.error, second.calls) == ("FormatError: No tool calls found", ())
    strict = ended("a</think><tool: bash>\nls", passed=False, message="Tool call format error: FormatError: Mismatch")
    turn = run_of(tmp_path, line(rollout(START, strict))).turns[2]
    assert turn.error == "Tool call format error: FormatError: Mismatch"
    assert turn.calls[0].malformed == "it has no </tool>"


@pytest.mark.parametrize(
    ("tool", "text", "error"),
    [
        ("edit", "File a.py has been successfully updated at line 3", False),
        ("edit", "No replacement was performed, the search lines did not appear verbatim in a.py.", True),
        ("create", "File created successfully at: a.py (3 lines).", False),
        ("create", "a.py already exists. Cannot create a new file at an existing path.", True),
        ("submit", "Failed to submit p. It is an empty file.", True),
        ("bash", "The current session has terminated due to timeout.", True),
        ("bash", "Traceback: it has been successfully updated", None),
    ],
)
def test_results_say_whether_a_call_failed_in_the_tools_own_words(
    tmp_path: Path, tool: str, text: str, error: bool | None
) -> None:
    one = transition(f"a</think><tool: {tool}>\na.py\nx\n</tool>", output(text, tool))
    (call,) = run_of(tmp_path, line(rollout(START, one))).turns[2].calls
    assert (call.error, call.error_method) == (error, None if error is None else "derived")


def test_several_calls_of_an_answer_have_their_own_results(tmp_path: Path) -> None:
    both = render_message("tool", "completed. [stdout]1[/stdout]", "python") + render_message(
        "tool", "error: x", "python"
    )
    one = transition("<tool: python>\na\n</tool>\n<tool: python>\nb\n</tool>", "<|eot_id|>" + both + ASSISTANT)
    turn = run_of(tmp_path, line(rollout(transition("", prompt(ASSISTANT), rewards=[]), one))).turns[2]
    assert [(c.observation, c.error) for c in turn.calls] == [
        ("completed. [stdout]1[/stdout]", False),
        ("error: x", True),
    ]
    assert (turn.seconds, turn.calls[0].seconds) == (1.5, None)


def test_an_answer_after_a_prompt_without_thoughts_has_none(tmp_path: Path) -> None:
    one = transition("Just this.", "", terminal=True)
    turn = run_of(tmp_path, line(rollout(transition("", prompt(ASSISTANT), rewards=[]), one))).turns[2]
    assert (turn.message, turn.reasoning, turn.error) == ("Just this.", None, None)


def test_examples_in_the_prompt_are_copied_and_words_put_into_its_mouth_are_the_answer_s(tmp_path: Path) -> None:
    shown = render_message("user", "1+1?") + render_message("assistant", "2") + render_message("user", "2+2?")
    begun = transition("", f"<|begin_of_text|>{shown}{ASSISTANT}The answer is", rewards=[])
    run = run_of(tmp_path, line(rollout(begun, transition(" 4.", "", terminal=True))))
    assert [(t.source, t.message, t.copied) for t in run.turns] == [
        ("user", "1+1?", False),
        ("agent", "2", True),
        ("user", "2+2?", False),
        ("agent", "The answer is 4.", False),
    ]


def test_a_prompt_without_tokens_is_one_message(tmp_path: Path) -> None:
    run = run_of(
        tmp_path, line(rollout(transition("", "plain prompt", rewards=[]), transition("ok", "", terminal=True)))
    )
    assert [(t.source, t.message) for t in run.turns] == [("user", "plain prompt"), ("agent", "ok")]


def test_rollouts_of_one_line_are_runs_of_their_own(tmp_path: Path) -> None:
    metrics = [{"terminal_rewards": 1.0}, {"terminal_rewards": -1.0}]
    path = written(tmp_path, line(rollout(START, END), rollout(START, LOOK), metrics=metrics), "log.jsonl")
    first, second = found_in(path)
    assert isinstance(first, AgentRun)
    assert isinstance(second, AgentRun)
    assert (first.trajectory.score, second.trajectory.score) == (1.0, -1.0)
    assert second.turns[2].records[0].pointer == "/rollouts/1/traj/transitions/1"
    assert raw_of(path, second.turns[2].records[0]) == LOOK
    assert first.trajectory.trajectory_id != second.trajectory.trajectory_id


def test_a_bad_line_does_not_cost_its_neighbours(tmp_path: Path) -> None:
    good = json.dumps(line(rollout(START, LOOK, END)))
    path = written(tmp_path, f"{good}\n{good[:500]}\n[]\n{good.replace('I look', 'I see')}\n", "log.jsonl")
    found = found_in(path)
    assert [type(one) for one in found] == [AgentRun, AgentRun, Fault, Fault, AgentRun]
    assert isinstance(found[1], AgentRun)
    assert found[1].turns[0].message == SYSTEM
    assert "cut off" in found[1].trajectory.notes[0]
    last = found[-1]
    assert isinstance(last, AgentRun)
    assert raw_of(path, last.turns[2].records[0])["action_str"].startswith("Hm.\n</think>\nI see.")


def test_metrics_alone_are_no_dump(tmp_path: Path) -> None:
    given = {
        "data_src": {},
        "task_name": "t",
        "metrics": [{"terminal_rewards": 1.0, "terminal_metrics": {"pass": True}}],
    }
    known = recognise(take_sample(written(tmp_path, given, "all_metrics.jsonl"), 1 << 20), OPTIONS)
    assert not isinstance(known, Format) or known.name != "cwm-rl"


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_damage_costs_no_more_than_what_it_hits(tmp_path: Path, data: st.DataObject) -> None:
    tokens = {"action": [1, 2], "observation": [3]}
    whole = line(rollout(START | tokens, LOOK | tokens, END | tokens), metrics=[{"terminal_rewards": 1.0}])
    content = data.draw(damaged(whole))
    path = written(tmp_path, content, "log.jsonl")
    for reading in format_named("cwm-rl").read(path, OPTIONS):
        assert isinstance(reading.what, AgentRun | Fault)
    kept = json.dumps(whole["rollouts"][0]["traj"])
    if isinstance(content, dict) and f'"traj": {kept}' in json.dumps(content.get("rollouts")):
        run = found_in(path)[0]
        assert isinstance(run, AgentRun)
        require_storable(run)
        assert all(part in text_of(run) for part in (SYSTEM, USER, "setup.py", "ls", "Hm.", "## Summary"))
