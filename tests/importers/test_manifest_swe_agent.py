"""Every real log of SWE-agent that the manifest lists: counts, texts, state, patch and cost as they stand in it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.importers.logs import LOGS, OPTIONS, found_in, listed, manifest, raw_of, require_storable, runs_in, text_of

from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.formats import Skipped
from tracewalk.importers.registry import recognise
from tracewalk.importers.sample import take_sample

ROWS = [row for row in manifest("swe-agent") if row["trajectories"] != "0"]
holding_runs = pytest.mark.parametrize("row", ROWS, ids=[row["file"] for row in ROWS])


def document(row: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((LOGS / row["file"]).read_text())
    return found


@listed("swe-agent")
def test_counts_are_those_of_the_manifest(row: dict[str, str]) -> None:
    path = LOGS / row["file"]
    known = recognise(take_sample(path, OPTIONS.settings.import_bytes), OPTIONS)
    assert not isinstance(known, str)
    assert known.name == "swe-agent"
    found = found_in(path)
    runs = [one for one in found if isinstance(one, AgentRun)]
    assert len(runs) == int(row["trajectories"])
    assert sum(run.trajectory.n_records for run in runs) == int(row["steps"])
    assert sum(run.trajectory.n_calls for run in runs) == int(row["tool_calls"])
    assert all(isinstance(one, Skipped) for one in found if one not in runs)
    for run in runs:
        require_storable(run)


@holding_runs
def test_texts_are_whole_and_stand_with_their_step(row: dict[str, str]) -> None:
    given = document(row)
    (run,) = runs_in(LOGS / row["file"])
    steps = [turn for turn in run.turns if turn.source == "agent"]
    assert len(steps) == len(given["trajectory"])
    for turn, step in zip(steps, given["trajectory"], strict=True):
        assert turn.calls[-1].observation == step["observation"]
        assert turn.message == (step["thought"] or None)
        assert turn.calls[-1].seconds == step.get("execution_time")
        if turn.calls[0].tool == "bash" and not turn.calls[0].call_id:
            assert turn.calls[0].arguments == step["action"]
        assert raw_of(LOGS / row["file"], turn.records[0]) == step
    prompts = given["history"][: len(run.turns) - len(steps)]
    assert [turn.message for turn in run.turns if turn.source != "agent"] == [item["content"] for item in prompts]


@holding_runs
def test_calls_are_those_that_the_model_made(row: dict[str, str]) -> None:
    given = document(row)
    (run,) = runs_in(LOGS / row["file"])
    made = [call for item in given["history"] for call in item.get("tool_calls") or []]
    told = [call for turn in run.turns for call in turn.calls if call.call_id]
    assert [call.tool for call in told] == [call["function"]["name"] for call in made]
    assert [call.call_id for call in told] == [call["id"] for call in made]
    for call, one in zip(told, made, strict=True):
        assert json.loads(call.arguments) == json.loads(one["function"]["arguments"])


@holding_runs
def test_the_state_before_or_after_each_step_is_recorded(row: dict[str, str]) -> None:
    given = document(row)
    (run,) = runs_in(LOGS / row["file"])
    steps = [turn.turn for turn in run.turns if turn.source == "agent"]
    for number, step in zip(steps, given["trajectory"], strict=True):
        state = json.loads(step["state"]) if isinstance(step["state"], str) else step["state"]
        last = (number, -1 if isinstance(step["state"], str) else 0)  # old versions ask for it before the step
        for kind, name in (("cwd", "working_dir"), ("open_file", "open_file")):
            told = [c.value for c in run.changes if (c.kind, c.how) == (kind, "state") and (c.turn, c.call) <= last]
            expected = None if state[name] == "n/a" else state[name]
            assert (told[-1] if told else None) == expected


@holding_runs
def test_what_is_said_of_a_run_is_kept_exactly(row: dict[str, str]) -> None:
    given = document(row)
    (run,) = runs_in(LOGS / row["file"])
    info, made = given["info"], run.trajectory
    assert (made.exit_status, made.patch) == (info["exit_status"], info["submission"])
    assert made.cost == info["model_stats"]["instance_cost"]
    assert (made.prompt_tokens, made.completion_tokens) == (
        info["model_stats"]["tokens_sent"],
        info["model_stats"]["tokens_received"],
    )
    assert made.task is not None
    assert made.task in text_of(run)
    config = given.get("replay_config")
    config = json.loads(config) if isinstance(config, str) else config
    if config:
        assert made.model == config["agent"]["model"]["name"]
        assert made.task == config["problem_statement"]["text"]
        assert made.task_id == config["problem_statement"]["id"]
        assert made.base_commit == config["env"]["repo"]["base_commit"]
