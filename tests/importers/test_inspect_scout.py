"""Transcripts of Inspect Scout, and its other files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.importers.inspect_logs import agent, model, result
from tests.importers.logs import OPTIONS, found_in, require_storable, runs_in

from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.formats import Fault, Options, Skipped
from tracewalk.importers.registry import recognise
from tracewalk.importers.sample import take_sample
from tracewalk.settings import Settings

ASKED = {"role": "user", "content": [{"type": "text", "text": "What is 1 + 2?"}], "id": "u1"}
CALL = agent("I add", ("c1", "add", {"x": 1}), name="a1")
MESSAGES = [ASKED, CALL, result("c1", "3")]


def _row(**more: Any) -> dict[str, Any]:
    return {"transcript_id": "t1", "messages": json.dumps(MESSAGES), **more}


def _file(folder: Path, *rows: dict[str, Any]) -> Path:
    path = folder / "transcripts.parquet"
    pq.write_table(pa.Table.from_pylist(list(rows)), path, compression="zstd")
    return path


def test_the_least_that_a_transcript_says(tmp_path: Path) -> None:
    (run,) = runs_in(_file(tmp_path, _row()))
    facts = run.trajectory
    assert (facts.source_format, facts.native_id, facts.source_record) == ("inspect-scout", "t1", "row 1")
    assert (facts.n_records, facts.n_calls, facts.task, facts.outcome) == (3, 1, "What is 1 + 2?", None)
    assert run.turns[1].calls[0].observation == "3"
    require_storable(run)


def test_all_that_a_transcript_says(tmp_path: Path) -> None:
    pool = json.dumps({"messages": [ASKED], "calls": []})
    events = json.dumps([model(CALL, {"input_tokens": 9, "output_tokens": 2}, input_refs=[[0, 1]])])
    more = {"task_set": "sums", "task_id": "7", "agent": "react", "model": "made/up", "date": "2026-01-02T03:04:05Z"}
    scored = {"score": '{"value": "C"}', "success": True, "total_time": 1.5, "limit": "token", "epoch": 2, "cwd": "/w"}
    (run,) = runs_in(_file(tmp_path, _row(events=events, events_data=pool, **more, **scored)))
    facts = run.trajectory
    assert (facts.task_id, facts.dataset, facts.agent, facts.model) == ("sums/7", "sums", "react", "made/up")
    assert (facts.outcome, facts.outcome_from, facts.exit_status) == ("solved", "success", "token limit")
    assert (facts.scores, facts.seconds, facts.prompt_tokens) == ('{"value": "C"}', 1.5, 9)
    assert facts.started_at is not None
    assert facts.started_at.isoformat() == "2026-01-02T03:04:05+00:00"
    assert facts.metadata is not None
    assert json.loads(facts.metadata) == {
        "score": {"value": "C"},
        "success": True,
        "limit": "token",
        "epoch": 2,
        "cwd": "/w",
    }


@pytest.mark.parametrize(("score", "number"), [("C", 1.0), ("0.25", 0.25), ("words", None), (None, None)])
def test_scores(score: str | None, number: float | None, tmp_path: Path) -> None:
    (run,) = runs_in(_file(tmp_path, _row(score=score, success=None, error="boom")))
    assert (run.trajectory.score, run.trajectory.outcome, run.trajectory.exit_status) == (number, "error", "error")


def test_many_rows_are_read_in_order_and_few_at_once(tmp_path: Path) -> None:
    path = _file(tmp_path, *(_row(transcript_id=f"t{n}") for n in range(450)))
    names = [f"t{n}" for n in range(450)]
    assert [run.trajectory.native_id for run in runs_in(path)] == names
    found = found_in(path, Options(Settings(import_bytes=500)))
    assert [one.trajectory.native_id for one in found if isinstance(one, AgentRun)] == names


def test_what_cannot_be_read_of_a_row_does_not_stop_the_next(tmp_path: Path) -> None:
    rows = [_row(messages=text, events="[]") for text in ("[", "5", "x" * 5000)]
    fine = _row(transcript_id="t9", events="[", messages="[]")
    *faults, run = found_in(_file(tmp_path, *rows, fine), Options(Settings(import_bytes=3000)))
    assert [one.line for one in faults if isinstance(one, Fault)] == [1, 2, 3]
    assert isinstance(run, AgentRun)
    assert any("events cannot be read" in note for note in run.trajectory.notes)


def test_results_of_a_scan_and_indexes_are_passed_over_with_the_reason(tmp_path: Path) -> None:
    scan = {"transcript_id": "t1", "scan_id": "s", "scanner_name": "words", "value": "3", "value_type": "number"}
    (found,) = found_in(_file(tmp_path, scan))
    assert isinstance(found, Skipped)
    assert "results of a scan" in found.reason
    (found,) = found_in(_file(tmp_path, {"transcript_id": "t1", "filename": "a.parquet"}))
    assert isinstance(found, Skipped)
    assert "an index" in found.reason


def test_other_parquet_is_not_of_scout(tmp_path: Path) -> None:
    path = _file(tmp_path, {"transcript_id": "t1", "words": "x"})
    assert "looks most like transcripts of Inspect Scout" in str(recognise(take_sample(path, 1 << 20), OPTIONS))


def test_damage_is_told(tmp_path: Path) -> None:
    path = _file(tmp_path, *(_row(transcript_id=f"t{n}", more="x" * n) for n in range(50)))
    raw = path.read_bytes()
    for place in range(10, len(raw), 37):
        path.write_bytes(raw[:place] + bytes([raw[place] ^ 0xFF]) + raw[place + 1 :])
        try:
            found = found_in(path)
        except AssertionError as refused:
            assert "no known format" in str(refused)
            continue
        assert all(isinstance(one, AgentRun | Fault | Skipped) for one in found)
