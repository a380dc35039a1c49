"""Every real ATIF trajectory that the manifest lists: counts, texts, sums and links as they stand in it."""

from __future__ import annotations

import json

import pytest
from tests.importers.logs import LOGS, OPTIONS, found_in, listed, manifest, raw_of, require_storable, runs_in, text_of

from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.formats import Skipped
from tracewalk.importers.registry import recognise
from tracewalk.importers.sample import take_sample


@listed("atif")
def test_counts_are_those_of_the_manifest(row: dict[str, str]) -> None:
    path = LOGS / row["file"]
    known = recognise(take_sample(path, OPTIONS.settings.import_bytes), OPTIONS)
    assert not isinstance(known, str)
    assert known.name == "atif"
    found = found_in(path)
    runs = [one for one in found if isinstance(one, AgentRun)]
    assert len(runs) == int(row["trajectories"])
    assert sum(run.trajectory.n_records for run in runs) == int(row["steps"])
    assert sum(run.trajectory.n_calls for run in runs) == int(row["tool_calls"])
    assert all(isinstance(one, Skipped) for one in found if one not in runs)
    for run in runs:
        require_storable(run)


@listed("atif")
def test_texts_sums_and_records_are_those_of_the_document(row: dict[str, str]) -> None:
    path = LOGS / row["file"]
    if row["trajectories"] == "0":
        pytest.skip("it holds no trajectory")
    (run,), document = runs_in(path), json.loads(path.read_text())
    text, total = text_of(run), document["final_metrics"]
    for step in document["steps"]:
        assert step["message"] in text
        assert step.get("reasoning_content", "") in text
        for result in step.get("observation", {}).get("results", []):
            assert result.get("content", "") in text
    assert run.trajectory.cost == total["total_cost_usd"]
    assert run.trajectory.prompt_tokens == total["total_prompt_tokens"]
    assert run.trajectory.completion_tokens == total["total_completion_tokens"]
    assert run.trajectory.format_version == document["schema_version"]
    assert [raw_of(path, turn.records[0]) for turn in run.turns if turn.source != "user"] == [
        step for step in document["steps"] if step["source"] != "user"
    ]


def test_a_continuation_goes_on_from_the_run_before() -> None:
    rows = [row for row in manifest("atif") if "linear-history" in row["file"]]
    if not rows:
        pytest.skip("no logs: TRACEWALK_TEST_DATA names the folder that holds trajectories/MANIFEST.csv")
    runs = {("cont-1" in row["file"]): runs_in(LOGS / row["file"])[0] for row in rows}
    assert runs[True].trajectory.continues == runs[False].trajectory.trajectory_id
    assert runs[False].trajectory.continues is None
    assert [turn.copied for turn in runs[True].turns][:5] == [True] * 4 + [False]
