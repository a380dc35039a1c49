"""Trajectories in CWM's dump form: what is written is read back, whatever the texts hold; what is lost is said."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.importers.logs import OPTIONS

from tracewalk.exporters.cwm_rl import Dumped, dump, folder_of
from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.registry import format_named
from tracewalk.model import Image, ToolCall, Trajectory, Turn

MADE = Trajectory(
    "a" * 32, "n", "mini-swe-agent", task_id="o__r-7", outcome="solved", score=1.0, patch="diff --git x\n"
)
TURNS = (
    Turn(0, "system", message="S"),
    Turn(1, "user", message="U"),
    Turn(
        2, "agent", message="I look.", reasoning="Hm.", calls=(ToolCall("bash", '{"command": "ls"}', observation="a"),)
    ),
    Turn(3, "user", message="Go on."),
    Turn(4, "agent", message="Done.", completion_tokens=3),
)


def again(folder: Path, made: Dumped) -> AgentRun:
    """What its line is read as."""
    path = folder / "dump.jsonl"
    path.write_text(made.line)
    (reading,) = format_named("cwm-rl").read(path, OPTIONS)
    assert isinstance(reading.what, AgentRun)
    return reading.what


def told(turns: Any) -> list[tuple[Any, ...]]:
    calls = [tuple((c.tool, c.arguments, c.observation) for c in turn.calls) for turn in turns]
    return [(t.source, t.message, t.reasoning, c) for t, c in zip(turns, calls, strict=True)]


def test_a_dump_has_cwm_s_form(tmp_path: Path) -> None:
    made = dump(MADE, TURNS)
    (rollout,) = json.loads(made.line)["rollouts"]
    first, look, last = rollout["traj"]["transitions"]
    assert set(first) == {
        "action_str", "rewards", "observation_str", "terminal", "context_switch", "outcomes", "info"
    }  # fmt: skip
    assert first["observation_str"].startswith(
        "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nS<|eot_id|>"
    )
    assert first["observation_str"].endswith("<|start_header_id|>assistant<|end_header_id|>\n\n<think>\n")
    assert look["action_str"] == "Hm.\n</think>\nI look.\n<tool: bash>\nls\n</tool><|eot_id|>"
    assert "tool: bash<|end_header_id|>\n\n<output>\na\n</output><|eot_id|>" in look["observation_str"]
    assert "user<|end_header_id|>\n\nGo on.<|eot_id|>" in look["observation_str"]
    assert (last["terminal"], last["observation_str"], last["outcomes"]) == (True, "", {"pass": True})
    assert last["rewards"] == [0.0, 0.0, 1.0]
    assert last["info"]["pred_patch"] == "diff --git x\n"
    (measured,) = json.loads(made.line)["metrics"]
    assert (measured["terminal_rewards"], measured["terminal_metrics"]) == (1.0, {"pass": True})
    assert json.loads(made.metrics)["metrics"] == [measured]
    assert made.complaints == ()


def test_a_dump_read_again_tells_the_same(tmp_path: Path) -> None:
    run = again(tmp_path, dump(MADE, TURNS))
    expected = told(TURNS)
    expected[2] = (*expected[2][:3], (("bash", "ls", "<output>\na\n</output>"),))
    assert told(run.turns) == expected
    made = run.trajectory
    assert (made.outcome, made.score, made.patch, made.task_id) == ("solved", 1.0, "diff --git x\n", "o__r-7")
    second = again(tmp_path, dump(made, run.turns))
    assert [replace(turn, records=()) for turn in second.turns] == [replace(turn, records=()) for turn in run.turns]
    assert second.trajectory.native_id == made.native_id


def test_an_end_at_a_result_is_not_terminal(tmp_path: Path) -> None:
    made = again(tmp_path, dump(replace(MADE, outcome=None, score=None), TURNS[:3]))
    assert (made.trajectory.outcome, made.trajectory.exit_status) == (None, None)
    assert made.turns[-1].calls[0].observation == "<output>\na\n</output>"


def test_what_the_form_has_no_place_for_is_said() -> None:
    calls = (ToolCall("bash", "ls"), ToolCall("bash", "echo '<|eot_id|>'"))
    turn = Turn(0, "agent", message="x", calls=calls, images=(Image("image/png", b"x"),))
    told = " ".join(dump(MADE, [turn]).complaints)
    assert "1 pictures" in told
    assert "1 answers call several tools" in told
    assert "1 special tokens" in told


def test_a_folder_is_no_more_than_a_name() -> None:
    assert folder_of("swerl:modal:eval;a=1/../x.jsonl") == "swerlmodalevala=1____x_jsonl"
    assert folder_of("/../..") == "______"
    assert folder_of("") == "task"


@pytest.mark.parametrize(
    "metadata", [None, "", "no json", "[]", '{"rl_task_args": 1}', '{"rl_task_args": {}}', "[" * 9999]
)
def test_metadata_of_strangers_is_no_matter(tmp_path: Path, metadata: str | None) -> None:
    made = dump(replace(MADE, source_format="cwm-rl", metadata=metadata, native_id="x|l9|p" + "9" * 40), TURNS)
    assert again(tmp_path, made).trajectory.task_id == "o__r-7"


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    [
        "<|eot_id|>",
        "a<|start_header_id|>user<|end_header_id|>\n\nb",
        "</think>",
        "<tool: bash>\nls\n</tool>",
        '{"command": 1}',
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["user", "agent", "system"]), TEXT, TEXT, TEXT), max_size=6))
def test_any_trajectory_is_written_and_read(tmp_path: Path, given_turns: list[tuple[str, str, str, str]]) -> None:
    turns = []
    for number, (source, message, arguments, observation) in enumerate(given_turns):
        calls = (ToolCall("bash", arguments, observation=observation or None),) if source == "agent" else ()
        turns.append(Turn(number, source, message=message, calls=calls, reasoning=message or None))
    run = again(tmp_path, dump(MADE, turns))
    answers = [turn for turn in run.turns if turn.source == "agent" and not turn.copied]
    assert len(answers) == sum(turn.source == "agent" for turn in turns)
    assert run.trajectory.n_records == len(answers) + 1
