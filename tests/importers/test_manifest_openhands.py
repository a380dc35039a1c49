"""Every real log of OpenHands that the manifest lists: counts, texts, sums, patches as they stand in it."""

from __future__ import annotations

import json
from typing import Any

from tests.importers.logs import LOGS, OPTIONS, found_in, listed, raw_of, require_storable, runs_in, text_of

from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.formats import Skipped
from tracewalk.importers.registry import recognise
from tracewalk.importers.sample import take_sample

FORMATS = ("openhands", "openhands-sdk", "openhands-llm-completions")


@listed(*FORMATS)
def test_counts_are_those_of_the_manifest(row: dict[str, str]) -> None:
    path = LOGS / row["file"]
    known = recognise(take_sample(path, OPTIONS.settings.import_bytes), OPTIONS)
    assert not isinstance(known, str)
    assert known.name == "openhands"
    found = found_in(path)
    runs = [one for one in found if isinstance(one, AgentRun)]
    assert len(runs) == int(row["trajectories"])
    assert sum(run.trajectory.n_records for run in runs) == int(row["steps"])
    assert sum(run.trajectory.n_calls for run in runs) == int(row["tool_calls"])
    assert all(isinstance(one, Skipped) for one in found if one not in runs)
    for run in runs:
        require_storable(run)


def documents(row: dict[str, str]) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """What stands around the events, and the events, of each run of a file."""
    text = (LOGS / row["file"]).read_text()
    if row["file"].endswith(".jsonl"):
        return [(found, found["history"]) for found in map(json.loads, text.splitlines())]
    return [({}, json.loads(text))]


@listed("openhands")
def test_no_text_is_lost(row: dict[str, str]) -> None:
    for run, (_, events) in zip(runs_in(LOGS / row["file"]), documents(row), strict=True):
        text = text_of(run)
        observed = [call.observation for turn in run.turns for call in turn.calls]
        for event in events:
            if content := event.get("content"):
                assert any(content in (part or "") for part in observed) or content in text
            args = event.get("args", {})
            assert event.get("action") == "think" or (args.get("thought") or "") in text
            assert (args.get("content") or "") in text or event.get("action") == "edit"
            for choice in event.get("tool_call_metadata", {}).get("model_response", {}).get("choices", []):
                assert (choice["message"]["content"] or "") in text


@listed("openhands")
def test_calls_have_the_model_s_arguments_and_their_own_results(row: dict[str, str]) -> None:
    for run, (_, events) in zip(runs_in(LOGS / row["file"]), documents(row), strict=True):
        calls = {call.call_id: call for turn in run.turns for call in turn.calls}
        for event in events:
            meta = event.get("tool_call_metadata")
            if meta is None:
                continue
            call = calls[meta["tool_call_id"]]
            (made,) = meta["model_response"]["choices"][0]["message"]["tool_calls"]
            assert json.loads(call.arguments) == json.loads(made["function"]["arguments"])
            assert call.tool == meta["function_name"]
            if "observation" in event:
                assert call.observation is not None
                assert event["content"] in call.observation
                code = event["extras"].get("metadata", {}).get("exit_code")
                assert call.exit_code == (None if code == -1 else code)


@listed("openhands")
def test_what_is_said_of_a_run_is_kept_exactly(row: dict[str, str]) -> None:
    for run, (around, _) in zip(runs_in(LOGS / row["file"]), documents(row), strict=True):
        if not around:
            continue
        made, tokens = run.trajectory, around["metrics"]["accumulated_token_usage"]
        assert made.task_id == around["instance_id"]
        assert made.patch == around["test_result"]["git_patch"]
        assert made.cost == around["metrics"]["accumulated_cost"]
        assert made.prompt_tokens == tokens["prompt_tokens"] == sum(turn.prompt_tokens or 0 for turn in run.turns)
        assert made.completion_tokens == sum(turn.completion_tokens or 0 for turn in run.turns)
        assert made.repo == around["instance"]["repo"]
        assert made.base_commit == around["instance"]["base_commit"]
        assert made.exit_status == around["error"]
        latencies = [told["latency"] for told in around["metrics"]["response_latencies"]]
        took = [turn.seconds for turn in run.turns if turn.seconds is not None]
        assert [latency for latency in latencies if latency in took] == took
        assert len(took) == made.n_calls


@listed("openhands")
def test_records_lead_back_to_their_events(row: dict[str, str]) -> None:
    path = LOGS / row["file"]
    for run, (_, events) in zip(runs_in(path), documents(row), strict=True):
        seen = [raw_of(path, record) for turn in run.turns for record in turn.records]
        assert all(event in events for event in seen)
        silent = ("null", "agent_state_changed", "change_agent_state", "recall")
        said = [event for event in events if (event.get("action") or event.get("observation")) not in silent]
        assert len([event for event in seen if event in said]) == len(said)
