"""Every real log of mini-swe-agent that the manifest lists: counts, texts, usage and patch as they stand in it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from tests.importers.logs import LOGS, OPTIONS, listed, manifest, raw_of, require_storable, runs_in

from tracewalk.importers.registry import recognise
from tracewalk.importers.sample import take_sample

ROWS = [row for row in manifest("mini-swe-agent") if row["trajectories"] != "0"]
holding_runs = pytest.mark.parametrize("row", ROWS, ids=[row["file"] for row in ROWS])


def document(row: dict[str, str]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """`info` and messages."""
    found = json.loads((LOGS / row["file"]).read_text())
    return ({}, found) if isinstance(found, list) else (found, found["messages"])


@listed("mini-swe-agent")
def test_counts_are_those_of_the_manifest(row: dict[str, str]) -> None:
    path = LOGS / row["file"]
    known = recognise(take_sample(path, OPTIONS.settings.import_bytes), OPTIONS)
    if row["trajectories"] == "0":
        assert isinstance(known, str) or known.name != "mini-swe-agent"
        return
    assert not isinstance(known, str)
    assert known.name == "mini-swe-agent"
    runs = runs_in(path)
    assert len(runs) == int(row["trajectories"])
    assert sum(run.trajectory.n_records for run in runs) == int(row["steps"])
    assert sum(run.trajectory.n_calls for run in runs) == int(row["tool_calls"])
    for run in runs:
        require_storable(run)


@holding_runs
def test_each_message_is_told_whole_and_once(row: dict[str, str]) -> None:
    _, messages = document(row)
    (run,) = runs_in(LOGS / row["file"])
    answers = iter([turn for turn in run.turns if turn.source == "agent"])
    observed = [call.observation for turn in run.turns for call in turn.calls]
    told = [message["content"] for message in messages if message["role"] in ("tool", "exit")]
    for before, message in zip([{}, *messages], messages, strict=False):
        if message["role"] == "assistant":
            turn = next(answers)
            for part in re.split(r"\n?```(?:(?:bash|mswea_bash_command)\s*\n)?", message["content"] or ""):
                assert part.strip() in f"{turn.message}\n{turn.calls[0].arguments}"
            assert raw_of(LOGS / row["file"], turn.records[0]) == message
        elif before.get("role") == "assistant" and message["role"] == "user":
            told.append(message["content"])
    assert sorted(observed, key=str) == sorted(told, key=str)
    assert [turn.message for turn in run.turns[:2]] == [message["content"] for message in messages[:2]]
    assert len(run.turns) == 2 + sum(message["role"] == "assistant" for message in messages)


@holding_runs
def test_calls_have_their_own_results_and_exit_codes(row: dict[str, str]) -> None:
    _, messages = document(row)
    (run,) = runs_in(LOGS / row["file"])
    calls = {call.call_id: call for turn in run.turns for call in turn.calls}
    for message in messages:
        for one in message.get("tool_calls") or []:
            assert json.loads(calls[one["id"]].arguments) == json.loads(one["function"]["arguments"])
        if message["role"] == "tool":
            assert calls[message["tool_call_id"]].observation == message["content"]
            assert calls[message["tool_call_id"]].exit_code == message["extra"]["returncode"]
    codes = [call.exit_code for turn in run.turns for call in turn.calls if call.exit_code is not None]
    written = [found[1] for one in messages if (found := re.match(r"<returncode>(-?\d+)", str(one["content"])))]
    assert codes == [int(code) for code in written]


@holding_runs
def test_what_is_said_of_a_run_is_kept_exactly(row: dict[str, str]) -> None:
    given, messages = document(row)
    (run,) = runs_in(LOGS / row["file"])
    made, info = run.trajectory, given.get("info", {})
    assert made.format_version == given.get("trajectory_format", "0")
    assert made.task_id == given.get("instance_id")
    assert (made.exit_status, made.patch) == (info.get("exit_status"), info.get("submission"))
    assert made.agent_version == info.get("mini_version")
    if not info:
        assert (made.cost, made.model) == (None, None)
        return
    assert made.cost == info["model_stats"]["instance_cost"]
    assert made.model == info["config"]["model"]["model_name"]
    assert made.repo is not None
    assert made.task is not None
    assert made.task in messages[1]["content"]
    assert "<instructions>" not in made.task
    usages = [message["extra"]["response"]["usage"] for message in messages if message["role"] == "assistant"]
    assert made.prompt_tokens == sum(usage["prompt_tokens"] for usage in usages)
    assert made.completion_tokens == sum(usage["completion_tokens"] for usage in usages)
    assert sum(turn.cost or 0 for turn in run.turns) == pytest.approx(made.cost)
    assert all(turn.at is not None for turn in run.turns if turn.source == "agent")
