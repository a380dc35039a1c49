"""`check` names every fault; `rebuild` makes the catalog again; foreign files break nothing."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.lake.conftest import SMALL, content, counts, fill, make_id

from tracewalk.errors import NotALake, ShardError
from tracewalk.lake import Lake, check, compact, rebuild


def kinds(lake: Lake) -> list[str]:
    return sorted(fault.kind for fault in check(lake))


def steps_file(lake: Lake) -> Path:
    return lake.path / lake.catalog.shards("steps")[0].path


def test_foreign_and_broken_files_are_named_and_break_nothing(lake: Lake) -> None:
    fill(lake, range(10))
    before = content(lake)
    (lake.path / "steps" / "zero.parquet").touch()
    (lake.path / "traces" / "half.parquet").write_bytes(steps_file(lake).read_bytes()[:500])
    (lake.path / "items" / "notes.txt").write_text("mine")
    pq.write_table(pa.table({"x": [1]}), lake.path / "programs" / "foreign.parquet")
    (lake.path / ".tmp" / "old-1.part").write_text("x")
    assert kinds(lake) == ["leftover", "orphan", "orphan", "orphan", "orphan"]
    assert all("\n" not in str(fault) for fault in check(lake))
    fill(lake, range(10, 12))
    rebuilt = rebuild(lake.path, settings=SMALL)
    assert len(rebuilt.faults) == 3
    assert rebuilt.traces == 12
    assert all(row in content(lake)["steps"] for row in before["steps"])


def test_damage_to_a_shard_is_named(lake: Lake) -> None:
    fill(lake, range(10))
    whole = steps_file(lake).read_bytes()
    flipped = bytearray(whole)
    flipped[200] ^= 1
    for damaged, kind in ((whole[:-50], "truncated"), (bytes(flipped), "checksum"), (None, "missing")):
        steps_file(lake).unlink() if damaged is None else steps_file(lake).write_bytes(damaged)
        assert kinds(lake) == [kind]
    assert str(check(lake)[0]).startswith(lake.catalog.shards("steps")[0].path)
    with pytest.raises(ShardError, match="lake check"):
        lake.steps(make_id(0))


def test_a_catalog_at_odds_with_the_shards_is_named(lake: Lake) -> None:
    fill(lake, range(10))
    shard = lake.catalog.shards("steps")[0]
    for change, kind in (
        ("UPDATE shards SET n_rows = n_rows + 1 WHERE table_name = 'steps'", ["rows"]),
        ("UPDATE shards SET n_rows = n_rows - 1 WHERE table_name = 'steps'", []),
        ("UPDATE traces SET steps_row = steps_row + 1 WHERE steps_row > 0", ["misplaced"]),
        (
            "UPDATE traces SET n_steps = n_steps + 1, steps_row = steps_row - 1 WHERE steps_row > 0",
            ["misplaced", *["steps"] * 9],
        ),
        (f"UPDATE shards SET dropped_at = 1 WHERE shard_id = {shard.shard_id}", ["lost", *["steps"] * 9]),
    ):
        with sqlite3.connect(lake.path / "catalog.sqlite") as connection:
            connection.execute(change)
        assert kinds(lake) == kind
    rebuild(lake.path, settings=SMALL)
    assert kinds(lake) == []


def test_rebuild_makes_the_same_lake(lake: Lake) -> None:
    for k in range(4):
        fill(lake, range(8 * k, 8 * k + 10), f"d{k}", inbox=k == 3)
    compact(lake)
    fill(lake, range(50, 55))
    before = content(lake)
    told: list[tuple[int, int, str]] = []
    for _ in range(2):
        done = rebuild(lake.path, settings=SMALL, progress=lambda *said: told.append(said))
        assert (done.traces, done.programs, done.items, done.faults) == (39, 20, 45, ())
        assert told[-1][0] == told[-1][1] > 0
        assert content(lake) == before
        assert check(lake) == []


def test_rebuild_without_or_with_a_broken_catalog(lake: Lake) -> None:
    fill(lake, range(10))
    before = content(lake)
    lake.close()
    (lake.path / "catalog.sqlite").unlink()
    rebuild(lake.path, settings=SMALL)
    (lake.path / "catalog.sqlite").write_bytes(os.urandom(20_000))
    rebuild(lake.path, settings=SMALL)
    with Lake.open(lake.path, settings=SMALL) as again:
        assert content(again) == before
    with pytest.raises(NotALake, match="no shards"):
        rebuild(lake.path.parent)


def test_rebuild_between_a_compaction_and_its_entry_doubles_nothing(lake: Lake, tmp_path: Path) -> None:
    """The output of a compaction is in its place, its inputs too, and the catalog knows either."""
    fill(lake, range(5))
    fill(lake, range(5, 10))
    shutil.copy(lake.path / "catalog.sqlite", tmp_path / "before.sqlite")
    before = content(lake)
    compact(lake)
    lake.close()
    shutil.copy(tmp_path / "before.sqlite", lake.path / "catalog.sqlite")
    with Lake.open(lake.path, writable=True, settings=SMALL) as back:
        assert content(back) == before
        assert set(kinds(back)) == {"orphan"}
        rebuild(lake.path, settings=SMALL)
        assert content(back) == before
        assert check(back) == []
        assert len(back.catalog.shards("steps")) == 1


def test_rebuild_takes_each_trace_once_and_whole_ones_only(lake: Lake) -> None:
    fill(lake, range(5))
    fill(lake, range(5, 10))
    copied, lost = (lake.path / shard.path for shard in lake.catalog.shards("steps"))
    shutil.copy(copied, copied.with_name("zz-a-copy.parquet"))
    traces = lake.path / lake.catalog.shards("traces")[0].path
    shutil.copy(traces, traces.with_name("zz-a-copy.parquet"))
    lost.unlink()
    done = rebuild(lake.path, settings=SMALL)
    assert done.traces == 5
    assert len(done.faults) == 1
    assert "5 traces left out: not all steps are there" in done.faults[0]
    assert counts(lake) == (5, 25, 25, 25)
    assert check(lake) == []
    fill(lake, range(10))
    assert counts(lake)[0] == 10
