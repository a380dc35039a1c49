"""Logs of Inspect that are archives: compressions, parts, cuts and bombs."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.importers.conftest import imported
from tests.importers.inspect_logs import agent, archive, header, in_parts, packed, result, sample
from tests.importers.logs import OPTIONS, found_in, runs_in

from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.formats import Fault, Options, Skipped
from tracewalk.importers.raw import pointed, raw_record
from tracewalk.importers.registry import recognise
from tracewalk.importers.sample import take_sample
from tracewalk.lake import Lake
from tracewalk.settings import Settings

CALL = agent("I add", ("c1", "add", {"x": 1}))
TWO = {"one_epoch_1": sample(CALL, result("c1", "3")), "one_epoch_2": sample(agent("3"), epoch=2)}


@pytest.mark.parametrize("method", [0, 8, 93])
def test_every_compression(method: int, tmp_path: Path) -> None:
    first, second = runs_in(archive(tmp_path / "log.eval", packed(TWO), method))
    assert (first.trajectory.source_member, first.trajectory.model) == ("samples/one_epoch_1.json", "made/up")
    assert first.turns[1].calls[0].observation == "3"
    record = first.turns[1].records[0]
    assert (record.offset, record.length, record.pointer) == (0, len(json.dumps(TWO["one_epoch_1"])), "/messages/1")
    assert second.trajectory.metadata is not None
    assert json.loads(second.trajectory.metadata)["sample"]["epoch"] == 2


def test_it_is_imported_as_a_log_and_not_unpacked(tmp_path: Path, lake: Lake) -> None:
    log = archive(tmp_path / "log.eval", packed(TWO), 93)
    done = imported(lake, log)
    assert (done.n_files, done.n_trajectories, done.faults) == (1, 2, [])
    assert imported(lake, log).counts == {"kept": 2}


def test_the_raw_record_of_a_turn_is_in_its_member(tmp_path: Path) -> None:
    run, _ = runs_in(archive(tmp_path / "log.eval", packed(TWO), 93))
    found = [raw_record(run.trajectory.row(), record, 1 << 20) for record in run.turns[1].records]
    assert [json.loads(raw) for raw in found] == [TWO["one_epoch_1"]] * 2
    values = [pointed(json.loads(raw), record.pointer) for raw, record in zip(found, run.turns[1].records, strict=True)]
    assert [value["content"] for value in values] == ["I add", "3"]


def test_a_log_in_an_archive_is_one_too(tmp_path: Path, lake: Lake) -> None:
    log = archive(tmp_path / "log.eval", packed(TWO), 93)
    with zipfile.ZipFile(tmp_path / "logs.zip", "w") as outer:
        outer.write(log, "a/log.eval")
    done = imported(lake, tmp_path / "logs.zip")
    assert (done.n_trajectories, done.faults) == (2, [])


def test_the_header_of_a_log_that_never_ended(tmp_path: Path) -> None:
    members = packed(TWO)
    start = {name: value for name, value in header().items() if name != "status"}
    del members["header.json"]
    runs = runs_in(archive(tmp_path / "log.eval", members | {"_journal/start.json": json.dumps(start).encode()}))
    assert [run.trajectory.model for run in runs] == ["made/up"] * 2


def test_the_members_of_the_first_archives(tmp_path: Path) -> None:
    members = packed(TWO)
    del members["header.json"], members["_journal/start.json"]
    start = {"start.json": json.dumps(header()).encode(), "results.json": b'{"status": "error"}'}
    run = runs_in(archive(tmp_path / "log.eval", start | members))[0]
    assert run.trajectory.metadata is not None
    assert json.loads(run.trajectory.metadata)["status"] == "success"


def test_a_log_without_a_sample_is_passed_over(tmp_path: Path) -> None:
    (found,) = found_in(archive(tmp_path / "log.eval", packed({})))
    assert isinstance(found, Skipped)


def test_another_archive_is_none_of_inspect(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"header.json": b'{"a": 1}', "samples/x.json": b"{}"})
    assert isinstance(recognise(take_sample(path, 1 << 20), OPTIONS), str)


def test_samples_whose_ids_hold_a_slash(tmp_path: Path) -> None:
    (run,) = runs_in(archive(tmp_path / "log.eval", packed({"a/b_epoch_1": sample(agent("3"), id="a/b")})))
    assert run.trajectory.task_id == "a/b"


def test_a_sample_in_parts(tmp_path: Path) -> None:
    (run,) = runs_in(archive(tmp_path / "log.eval", in_parts(), 93))
    assert [turn.message for turn in run.turns] == ["What is it?", "I add", "3"]
    assert (run.turns[1].prompt_tokens, run.turns[1].calls[0].observation) == (4, "3")
    assert (run.trajectory.repo, run.trajectory.n_records) == ("a/b", 4)


def test_a_part_that_cannot_be_read(tmp_path: Path) -> None:
    members = in_parts() | {"samples/one_epoch_1/events/0.json": b"["}
    (run,) = runs_in(archive(tmp_path / "log.eval", members))
    assert run.turns[1].calls[0].observation == "3"
    members |= {"samples/one_epoch_1/messages/2.json": b"x"}
    (fault,) = found_in(archive(tmp_path / "log.eval", members))
    assert isinstance(fault, Fault)
    assert fault.file.endswith("samples/one_epoch_1/sample.json")


def test_an_archive_that_is_cut_off(tmp_path: Path) -> None:
    members = packed(TWO) | {"_journal/start.json": json.dumps(header()).encode()}
    for method in (0, 8):
        path = archive(tmp_path / "log.eval", members, method)
        path.write_bytes(path.read_bytes()[: path.read_bytes().index(b"one_epoch_2") + 100])
        *runs, fault = found_in(path)
        first = runs[0]
        assert isinstance(first, AgentRun)
        assert (first.trajectory.model, first.turns[1].calls[0].observation) == ("made/up", "3")
        assert isinstance(fault, Fault)
        assert "cut off" in fault.message


def test_a_sample_that_is_too_long_does_not_stop_the_others(tmp_path: Path) -> None:
    long = {"long_epoch_1": sample(agent("x" * 5000)), **TWO}
    path = archive(tmp_path / "log.eval", packed(long))
    fault, *runs = found_in(path, Options(Settings(import_bytes=3000)))
    assert isinstance(fault, Fault)
    assert "TRACEWALK_IMPORT_BYTES" in fault.message
    assert len(runs) == 2


def test_members_that_overlap_are_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "log.eval", packed(TWO), 0)
    raw = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(raw)) as zipped:
        size = zipped.getinfo("samples/one_epoch_1.json").compress_size
    path.write_bytes(raw.replace(size.to_bytes(4, "little"), (1 << 24).to_bytes(4, "little")))
    (fault,) = found_in(path)
    assert isinstance(fault, Fault)
    assert "overlap" in fault.message


@settings(max_examples=80, deadline=None)
@given(
    changes=st.lists(st.tuples(st.integers(0, 1 << 30), st.integers(0, 255)), max_size=4), cut=st.integers(0, 1 << 30)
)
def test_any_damage_is_told_or_read_around(
    changes: list[tuple[int, int]], cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = archive(tmp_path_factory.mktemp("log") / "log.eval", packed(TWO) | in_parts(), 8 if cut % 2 else 93)
    raw = bytearray(path.read_bytes())
    for place, byte in changes:
        raw[place % len(raw)] = byte
    path.write_bytes(raw[: cut % len(raw)] if cut % 3 == 0 else raw)
    try:
        found = found_in(path)
    except AssertionError as refused:
        assert "no known format" in str(refused) or "empty" in str(refused)
        return
    assert all(isinstance(one, AgentRun | Fault | Skipped) for one in found)
