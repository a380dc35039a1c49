"""Every real log of Codex that the manifest lists: counts, texts and calls as they stand in it."""

from __future__ import annotations

import json
from typing import Any

from tests.importers.logs import LOGS, OPTIONS, listed, raw_of, require_storable, runs_in, text_of

from tracewalk.importers.codex_output import content_of, read_output
from tracewalk.importers.registry import FORMATS
from tracewalk.importers.sample import take_sample

FORM = "codex-rollout"


def lines_of(row: dict[str, str]) -> list[dict[str, Any]]:
    """The lines."""
    return [json.loads(one) for one in (LOGS / row["file"]).read_text().splitlines() if one.strip()]


def items_of(row: dict[str, str]) -> list[dict[str, Any]]:
    """The items, wrapped or not."""
    found = [line.get("payload", line) for line in lines_of(row) if line.get("type") not in ("event_msg", "compacted")]
    return [one for one in found if isinstance(one, dict)]


@listed(FORM)
def test_counts_are_those_of_the_manifest(row: dict[str, str]) -> None:
    path = LOGS / row["file"]
    sample = take_sample(path, OPTIONS.settings.import_bytes)
    assert [one.name for one in FORMATS if one.guess(sample, OPTIONS).likeness == 1] == ["codex"]
    runs = runs_in(path)
    assert len(runs) == int(row["trajectories"])
    assert sum(run.trajectory.n_records for run in runs) == int(row["steps"])
    assert sum(run.trajectory.n_calls for run in runs) == int(row["tool_calls"])
    for run in runs:
        require_storable(run)


@listed(FORM)
def test_each_text_is_kept_and_each_output_goes_to_its_call(row: dict[str, str]) -> None:
    (run,) = runs_in(LOGS / row["file"])
    calls = {call.call_id: call for turn in run.turns for call in turn.calls}
    told = text_of(run)
    for one in items_of(row):
        kind = str(one.get("type"))
        if kind == "message":
            assert (content_of(one["content"])[0] or "") in told
        elif kind in ("function_call_output", "custom_tool_call_output"):
            assert calls[one["call_id"]].observation == read_output(one["output"]).text
        elif kind == "custom_tool_call":
            assert calls[one["call_id"]].arguments == one["input"]
        elif kind == "function_call":
            assert json.loads(calls[one["call_id"]].arguments) == json.loads(one["arguments"])


@listed(FORM)
def test_no_message_stands_twice(row: dict[str, str]) -> None:
    (run,) = runs_in(LOGS / row["file"])
    messages = [one for one in items_of(row) if one.get("type") == "message"]
    said = [turn for turn in run.turns if turn.message and not turn.message.startswith("[")]
    assert len(said) <= len(messages) + sum(line.get("type") == "session_meta" for line in lines_of(row))


@listed(FORM)
def test_records_lead_back_to_the_lines(row: dict[str, str]) -> None:
    lines = lines_of(row)
    (run,) = runs_in(LOGS / row["file"])
    assert all(raw_of(LOGS / row["file"], record) in lines for turn in run.turns for record in turn.records)
    assert all(turn.records for turn in run.turns)
