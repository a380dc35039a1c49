"""All real logs of the manifest in one import: every run, call and record of it; what holds none says why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.importers.conftest import imported
from tests.importers.logs import EDGES, LOGS, manifest

from tracewalk.importers.json_text import read_json
from tracewalk.importers.raw import pointed, raw_record
from tracewalk.importers.run import Imported
from tracewalk.lake import Lake, as_turns, check, read_trajectories
from tracewalk.model import METHODS, TURN_KINDS, Trajectory, Turn

Kept = list[tuple[Trajectory, list[Turn]]]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Lake, Imported, Kept]]:
    """A lake of all logs."""
    if not LOGS.is_dir():
        pytest.skip("no logs of agents: TRACEWALK_TEST_DATA names the folder that holds trajectories/")
    with Lake.create(tmp_path_factory.mktemp("manifest") / "lake") as lake:
        done = imported(lake, LOGS)
        yield lake, done, [(one, as_turns(turns)) for one, turns, _ in read_trajectories(lake)]


def test_every_file_holds_what_the_manifest_says(whole: tuple[Lake, Imported, Kept]) -> None:
    _, done, kept = whole
    rows = {str(LOGS / row["file"]): row for row in manifest()}
    by_file: dict[str, list[Trajectory]] = defaultdict(list)
    for one, _ in kept:
        by_file[one.source_file].append(one)
    for file, row in rows.items():
        found = by_file[file]
        if row["file"] != EDGES:
            counts = (len(found), sum(one.n_records for one in found), sum(one.n_calls for one in found))
            assert counts == (int(row["trajectories"]), int(row["steps"]), int(row["tool_calls"])), file
        elsewhere = {one.file for one in done.skipped} | {fault.file for fault in done.faults}
        assert found or file in elsewhere or "sidecar" in row["note"], file


def test_only_what_is_no_log_is_a_fault(whole: tuple[Lake, Imported, Kept]) -> None:
    _, done, _ = whole
    assert Counter(Path(fault.file).name for fault in done.faults) == {"MANIFEST.csv": 1, "ccl_edge_cases.jsonl": 3}
    assert (done.n_sidecars, done.n_joined) == (7, 6)


def test_the_raw_record_of_every_turn_is_found(whole: tuple[Lake, Imported, Kept]) -> None:
    _, _, kept = whole
    documents: dict[tuple[str, str | None, str], object] = {}
    for one, turns in kept:
        for record in (record for turn in turns for record in turn.records):
            key = (one.source_file, one.source_member, record.digest)
            if key not in documents:
                documents[key] = read_json(raw_record(one.row(), record, 64_000_000))
            pointed(documents[key], record.pointer)
        assert all(turn.records for turn in turns), one.source_file


def test_what_is_worked_out_says_so(whole: tuple[Lake, Imported, Kept]) -> None:
    lake, _, kept = whole
    for one, turns in kept:
        assert one.n_calls == sum(len(turn.calls) for turn in turns)
        assert (one.cost is None) == (one.cost_method is None)
        assert {turn.kind for turn in turns} <= set(TURN_KINDS)
        for call in (call for turn in turns for call in turn.calls):
            assert call.kind in TURN_KINDS
            assert (call.error is None) == (call.error_method is None)
            assert call.error_method in (None, *METHODS)
    assert check(lake) == []


def test_all_is_there_already_when_it_is_imported_again(whole: tuple[Lake, Imported, Kept]) -> None:
    lake, done, _ = whole
    assert imported(lake, LOGS).counts == {"kept": sum(done.counts.values())}
