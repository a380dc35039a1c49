"""Every real log of Claude Code that the manifest lists: counts, texts and usage as they stand in it."""

from __future__ import annotations

import json
from typing import Any

from tests.importers.logs import (
    EDGES,
    LOGS,
    OPTIONS,
    found_in,
    listed,
    manifest,
    raw_of,
    require_storable,
    runs_in,
    text_of,
)

from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.formats import Fault
from tracewalk.importers.registry import FORMATS, recognise
from tracewalk.importers.sample import take_sample

FORMS = ("claude-code", "claude-code-stream")


def lines_of(row: dict[str, str]) -> list[dict[str, Any]]:
    """The lines that are objects."""
    found = [json.loads(one) for one in (LOGS / row["file"]).read_text().splitlines() if one.strip()]
    return [one for one in found if isinstance(one, dict)]


def blocks_of(line: dict[str, Any]) -> list[Any]:
    message = line.get("message")
    content = message.get("content") if isinstance(message, dict) else message
    return content if isinstance(content, list) else [content]


@listed(*FORMS)
def test_counts_are_those_of_the_manifest(row: dict[str, str]) -> None:
    path = LOGS / row["file"]
    sample = take_sample(path, OPTIONS.settings.import_bytes)
    assert [one.name for one in FORMATS if one.guess(sample, OPTIONS).likeness == 1] == ["claude-code"]
    if row["file"] == EDGES:
        return
    runs = runs_in(path)
    assert len(runs) == int(row["trajectories"])
    assert sum(run.trajectory.n_records for run in runs) == int(row["steps"])
    assert sum(run.trajectory.n_calls for run in runs) == int(row["tool_calls"])
    for run in runs:
        require_storable(run)


@listed(*FORMS)
def test_each_text_is_kept_and_each_result_goes_to_its_call(row: dict[str, str]) -> None:
    runs = [one for one in found_in(LOGS / row["file"]) if isinstance(one, AgentRun)]
    told = "\n".join(map(text_of, runs))
    calls = {call.call_id: call for run in runs for turn in run.turns for call in turn.calls}
    for line in lines_of(row):
        for block in blocks_of(line) if line.get("type") in ("user", "assistant") else []:
            if isinstance(block, dict) and block.get("type") == "tool_use":
                assert json.loads(calls[block["id"]].arguments) == block["input"]
            elif isinstance(block, dict) and block.get("type") == "tool_result":
                assert calls[block["tool_use_id"]].observation == block["content"]
                assert calls[block["tool_use_id"]].error is bool(block.get("is_error"))
            elif isinstance(block, dict):
                assert (block.get("text") or block.get("thinking")) in told
            elif isinstance(block, str):
                assert block in told


@listed(*FORMS)
def test_usage_of_a_message_is_counted_once(row: dict[str, str]) -> None:
    usages = {}
    for line in lines_of(row):
        if line.get("type") == "assistant" and (usage := line["message"].get("usage")):
            usages[line["message"].get("id")] = usage
    runs = [one for one in found_in(LOGS / row["file"]) if isinstance(one, AgentRun)]
    turns = [turn for run in runs for turn in run.turns]
    names = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
    prompts = [sum(usage.get(name, 0) for name in names) for usage in usages.values()]
    assert sum(turn.prompt_tokens or 0 for turn in turns) == sum(prompts)
    assert sum(turn.completion_tokens or 0 for turn in turns) == sum(u["output_tokens"] for u in usages.values())


@listed(*FORMS)
def test_records_lead_back_to_the_lines(row: dict[str, str]) -> None:
    lines = lines_of(row)
    for run in found_in(LOGS / row["file"]):
        for turn in run.turns if isinstance(run, AgentRun) else []:
            for record in turn.records:
                assert raw_of(LOGS / row["file"], record) in lines


@listed("claude-code-stream")
def test_a_stream_says_its_cost_and_how_it_ended(row: dict[str, str]) -> None:
    (run,) = runs_in(LOGS / row["file"])
    end = next(line for line in lines_of(row) if line["type"] == "result")
    assert run.trajectory.format_version == "stream-json"
    assert (run.trajectory.cost, run.trajectory.exit_status) == (end["total_cost_usd"], end["subtype"])
    assert run.trajectory.completion_tokens == sum(one["outputTokens"] for one in end["modelUsage"].values())


def test_lines_that_are_no_objects_are_told_and_cost_nothing_else() -> None:
    rows = [row for row in manifest("claude-code") if row["file"] == EDGES]
    for row in rows:
        found = found_in(LOGS / row["file"])
        faults = [one for one in found if isinstance(one, Fault)]
        assert [fault.line for fault in faults] == [13, 15, 16]
        assert "massive error" in faults[0].message
        runs = [one for one in found if isinstance(one, AgentRun)]
        assert [run.trajectory.n_records for run in runs] == [13, 1]
        assert [run.trajectory.n_calls for run in runs] == [2, 1]
        assert recognise(take_sample(LOGS / row["file"], 64_000_000), OPTIONS) in FORMATS
