"""Predictions through compaction, merge, removal, damage and rebuild; and in lakes from before there were any."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.lake.conftest import SMALL, content, counts, fill, make_id
from tests.lake.predicting import aged, make_prediction, make_said, predict, predicted_counts, prediction_id, said_of

from tracewalk.errors import NotFound, ReadOnlyLake, ShardError, UsageError
from tracewalk.lake import Lake, Merger, Removal, check, compact, merge, rebuild, remove_dataset, remove_predictions
from tracewalk.resources import folder


def kinds(lake: Lake) -> list[str]:
    return sorted(fault.kind for fault in check(lake))


def test_compaction_keeps_every_row_and_sorts(lake: Lake) -> None:
    fill(lake, range(60))
    for k in range(12):
        predict(lake, range(5 * k, 5 * k + 5))
    before = content(lake)
    assert compact(lake).merged >= 24
    assert content(lake) == before
    for table in ("predictions", "predicted_steps"):
        assert len(lake.catalog.shards(table)) <= 2
        for path in lake.paths(table):
            ids = pq.read_table(path, columns=["prediction_id"])["prediction_id"].to_pylist()
            assert ids == sorted(ids)
    for n in range(60):
        assert lake.predicted_steps(prediction_id(n)).to_pylist() == make_said(said_of(n)).to_pylist()
        assert [row["prediction_id"] for row in lake.predictions_of(make_id(n))] == [prediction_id(n)]
    assert check(lake) == []
    rebuild(lake.path, settings=SMALL)
    assert content(lake) == before


def test_the_inbox_merges_itself(lake: Lake) -> None:
    fill(lake, range(24))
    for n in range(24):
        predict(lake, [n], inbox=True)
        for table in ("predictions", "predicted_steps"):
            assert sum(shard.inbox for shard in lake.catalog.shards(table)) <= SMALL.inbox_files
    assert predicted_counts(lake)[0] == 24
    assert check(lake) == []


def test_merging_twice_is_merging_once(lake: Lake, tmp_path: Path) -> None:
    fill(lake, range(10))
    predict(lake, range(6))
    with Lake.create(tmp_path / "other", settings=SMALL) as other:
        fill(other, range(5, 15), "d")
        predict(other, range(5, 15))
        predict(other, range(5, 9), "n")
        assert merge(lake, other) == Merger(traces=5, programs=3, items=5, faults=(), predictions=13)
        together, version = content(lake), lake.version
        assert merge(lake, other) == Merger(0, 0, 0, ())
        assert (lake.version, content(lake)) == (version, together)
        assert merge(other, lake).predictions == 5
        assert content(other) == together
    assert check(lake) == []


def test_merging_leaves_out_what_has_no_trace(lake: Lake, tmp_path: Path) -> None:
    with Lake.create(tmp_path / "other", settings=SMALL) as other:
        fill(other, range(4))
        fill(other, range(4, 9))
        predict(other, range(9))
        lost = other.paths("steps")[0]
        lost.write_bytes(lost.read_bytes()[:100])
        done = merge(lake, other)
        assert (done.traces, done.predictions, len(done.faults)) == (5, 5, 3)
        assert done.faults[2] == f"{other.path}: 4 predictions left out: neither lake has their traces"
        fill(lake, range(4))
        assert merge(lake, other).predictions == 4
    assert predicted_counts(lake)[0] == 9
    assert check(lake) == []


def test_removing_a_dataset_takes_the_predictions_of_its_traces(lake: Lake) -> None:
    fill(lake, range(20), "gone")
    fill(lake, range(11, 30), "kept")
    predict(lake, range(30))
    predict(lake, range(5), "n")
    done = remove_dataset(lake, "gone")
    rows = sum(said_of(n) for n in (*range(11), *range(5)))
    assert done == Removal(20, 11, sum(3 + n for n in range(11)), 5, predictions=16, predicted_steps=rows)
    assert {row["trace_id"] for row in content(lake)["predictions"]} == {make_id(n) for n in range(11, 30)}
    assert not lake.has_prediction(prediction_id(0))
    assert lake.predictions_of(make_id(0)) == []
    assert check(lake) == []
    after = content(lake)
    rebuild(lake.path, settings=SMALL)
    assert content(lake) == after


def test_removing_predictions_by_model_mode_and_id(lake: Lake) -> None:
    fill(lake, range(10))
    for model, mode in (("a", "full"), ("a", "step"), ("b", "full")):
        predict(lake, range(10), model, mode)
    rows = sum(said_of(n) for n in range(10))
    with pytest.raises(NotFound, match=r"of model 'a' mode 'score' .*: 'a' \(full\), 'a' \(step\), 'b' \(full\)"):
        remove_predictions(lake, model="a", mode="score")
    for wrong in ({}, {"model": "a", "ids": []}):
        with pytest.raises(UsageError, match="by model, mode or both, or by their ids"):
            remove_predictions(lake, **wrong)
    assert remove_predictions(lake, model="a", mode="step") == Removal(0, 0, 0, 0, 10, rows)
    assert remove_predictions(lake, mode="full", model="b").predictions == 10
    assert remove_predictions(lake, ids=[prediction_id(1, "a"), make_id("nobody"), "x"]).predictions == 1
    assert predicted_counts(lake) == (9, 9, *[rows - said_of(1)] * 3)
    assert check(lake) == []
    predict(lake, range(10), "a", "step")
    assert remove_predictions(lake, model="a").predictions == 19
    assert predicted_counts(lake) == (0, 0, 0, 0, 0)
    rebuild(lake.path, settings=SMALL)
    assert predicted_counts(lake)[0] == 0
    assert counts(lake)[0] == 10


def test_damage_to_a_shard_is_named(lake: Lake) -> None:
    fill(lake, range(10))
    predict(lake, range(10))
    for table in ("predictions", "predicted_steps"):
        file = lake.paths(table)[0]
        whole = file.read_bytes()
        flipped = bytearray(whole)
        flipped[200] ^= 1
        for damaged, kind in ((whole[:-50], "truncated"), (bytes(flipped), "checksum"), (None, "missing")):
            file.unlink() if damaged is None else file.write_bytes(damaged)
            assert kinds(lake) == [kind]
        with pytest.raises(ShardError, match="lake check"):
            lake.prediction(prediction_id(0)) if table == "predictions" else lake.predicted_steps(prediction_id(0))
        file.write_bytes(whole)
    assert check(lake) == []


def test_a_catalog_at_odds_with_the_shards_is_named(lake: Lake) -> None:
    fill(lake, range(10))
    predict(lake, range(10))
    for change, kind in (
        ("UPDATE predictions SET predicted_steps_row = predicted_steps_row + 1", ["misplaced"]),
        ("UPDATE predictions SET n_rows = n_rows + 1", ["misplaced", *["steps"] * 10]),
        ("UPDATE predictions SET predictions_row = 9 - predictions_row", ["misplaced", "misplaced", *["steps"] * 10]),
    ):
        with sqlite3.connect(lake.path / "catalog.sqlite") as connection:
            connection.execute(change)
        assert kinds(lake) == kind
    rebuild(lake.path, settings=SMALL)
    assert kinds(lake) == []


def test_rebuild_takes_whole_predictions_only_and_once(lake: Lake) -> None:
    fill(lake, range(10))
    predict(lake, range(4))
    predict(lake, range(4, 10))
    copied, lost = lake.paths("predicted_steps")
    shutil.copy(copied, copied.with_name("zz-a-copy.parquet"))
    rows = lake.paths("predictions")[0]
    shutil.copy(rows, rows.with_name("zz-a-copy.parquet"))
    lost.unlink()
    done = rebuild(lake.path, settings=SMALL)
    assert (done.traces, done.predictions) == (10, 4)
    assert done.faults == (f"{lake.path}: 6 predictions left out: not all steps are there",)
    assert predicted_counts(lake) == (4, 4, *[sum(said_of(n) for n in range(4))] * 3)
    assert check(lake) == []
    predict(lake, range(10))
    assert predicted_counts(lake)[0] == 10


def test_rebuild_keeps_predictions_whose_traces_are_lost(lake: Lake) -> None:
    fill(lake, range(4))
    fill(lake, range(4, 9))
    predict(lake, range(9))
    lake.paths("steps")[0].unlink()
    done = rebuild(lake.path, settings=SMALL)
    assert (done.traces, done.predictions) == (5, 9)
    assert kinds(lake) == ["traceless"] * 4
    assert "has 1 prediction of it, but not the trace" in str(check(lake)[0])
    assert lake.predicted_steps(prediction_id(0)).num_rows == said_of(0)
    fill(lake, range(4))
    assert check(lake) == []


def test_predictions_of_a_trace_removed_meanwhile_go_with_it(lake: Lake) -> None:
    fill(lake, range(3), "gone")
    fill(lake, range(3, 5), "kept")
    with lake.writer() as writer:
        for n in range(5):
            writer.add_prediction(make_prediction(n), make_said(said_of(n)))
        remove_dataset(lake, "gone")
    assert {row["trace_id"] for row in content(lake)["predictions"]} == {make_id(3), make_id(4)}
    assert check(lake) == []


def test_a_lake_from_before_predictions_reads_as_having_none_and_takes_some(lake: Lake) -> None:
    fill(lake, range(5))
    aged(lake)
    with Lake.open(lake.path, settings=SMALL) as reader:
        assert not reader.has_prediction(prediction_id(0))
        assert reader.predictions_of(make_id(0)) == []
        assert reader.known_predictions([prediction_id(0)]) == set()
        assert predicted_counts(reader) == (0, 0, 0, 0, 0)
        assert check(reader) == []
        with pytest.raises(NotFound, match=r"which has 0$"):
            reader.prediction(prediction_id(0))
        with Lake.open(lake.path, writable=True, settings=SMALL) as old:
            predict(old, range(5))
            assert remove_dataset(old, "d").predictions == 5
            fill(old, range(2))
            predict(old, range(2))
        assert predicted_counts(reader)[0] == 2  # a reader from before the first write follows
        assert reader.predicted_steps(prediction_id(1)).num_rows == said_of(1)
        assert check(reader) == []


def test_old_lakes_are_merged_both_ways(lake: Lake, tmp_path: Path) -> None:
    fill(lake, range(5))
    aged(lake)
    with Lake.open(lake.path, writable=True, settings=SMALL) as old, Lake.create(tmp_path / "new") as new:
        assert merge(new, old) == Merger(5, 3, 5, ())
        predict(new, range(5))
        assert merge(old, new).predictions == 5
        assert check(old) == check(new) == []


def test_the_sample_lake_opens_whatever_it_holds(tmp_path: Path) -> None:
    shutil.copytree(folder("sample_data") / "lake", tmp_path / "lake")
    with Lake.open(tmp_path / "lake") as lake:
        n = predicted_counts(lake)[0]
        trace_id = lake.cursor().sql("SELECT trace_id FROM traces ORDER BY ALL LIMIT 1").fetchall()[0][0]
        before = len(lake.predictions_of(trace_id))
        assert check(lake) == []
        with Lake.open(tmp_path / "lake", writable=True) as writable, writable.writer() as writer:
            writer.add_prediction(make_prediction(0, trace_id=trace_id), make_said(5))
        assert predicted_counts(lake)[0] == n + 1
        assert len(lake.predictions_of(trace_id)) == before + 1


def test_a_reader_removes_nothing(lake: Lake) -> None:
    fill(lake, range(1))
    predict(lake, range(1))
    with Lake.open(lake.path) as reader, pytest.raises(ReadOnlyLake):
        remove_predictions(reader, model="m")
