"""Compaction, inbox, merge, removal: the same rows in fewer or other files."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.lake.conftest import SMALL, content, counts, fill, make_id, make_program

from tracewalk.errors import NotFound, ReadOnlyLake, UsageError
from tracewalk.lake import Compaction, Lake, Merger, Removal, check, compact, merge, rebuild, remove_dataset
from tracewalk.model import Item


def test_compaction_keeps_every_row_and_sorts(lake: Lake) -> None:
    for k in range(12):
        fill(lake, range(5 * k, 5 * k + 5))
    before = content(lake)
    told: list[tuple[int, int, str]] = []
    done = compact(lake, progress=lambda *said: told.append(said))
    assert done.merged == 48
    assert done.made == 4 + 1  # steps fill more than one shard
    assert told[-1][0] == told[-1][1] == sum(len(rows) for rows in before.values())
    assert content(lake) == before
    for shard in lake.catalog.shards("steps"):
        ids = pq.read_table(lake.path / shard.path, columns=["trace_id"])["trace_id"].to_pylist()
        assert ids == sorted(ids)
    for n in range(60):
        assert lake.steps(make_id(n)).num_rows == lake.trace(make_id(n)).n_steps
        assert lake.program(make_program(n // 2).program_id) == make_program(n // 2)
        assert lake.items(make_id(n)) == [Item("d", str(n), make_id(n))]
    assert check(lake) == []
    compact(lake)
    assert compact(lake) == Compaction(0, 0, 0)
    assert content(lake) == before


def test_the_inputs_of_a_compaction_go_after_the_grace_period(lake: Lake) -> None:
    fill(lake, range(3))
    fill(lake, range(3, 6))
    compact(lake)
    assert len(list(lake.path.glob("steps/*.parquet"))) == 3
    lake.writer().close()
    assert len(list(lake.path.glob("steps/*.parquet"))) == 3
    with Lake.open(lake.path, writable=True, settings=replace(SMALL, grace_seconds=1)) as later:
        time.sleep(1.1)
        later.writer().close()
    assert len(list(lake.path.glob("steps/*.parquet"))) == 1
    assert counts(lake)[0] == 6
    assert check(lake) == []


def test_the_inbox_merges_itself(lake: Lake) -> None:
    for n in range(24):
        fill(lake, [n], inbox=True)
        assert len(lake.catalog.shards("steps")) <= SMALL.inbox_files + 1 + n * 30 // SMALL.row_group
    assert len(lake.catalog.shards("traces")) <= SMALL.inbox_files
    assert any(not shard.inbox for shard in lake.catalog.shards("steps"))
    assert counts(lake)[0] == 24
    assert check(lake) == []


def test_merging_twice_is_merging_once(lake: Lake, tmp_path: Path) -> None:
    fill(lake, range(10))
    with Lake.create(tmp_path / "other", settings=SMALL) as other:
        fill(other, range(5, 20), "d")
        fill(other, range(5, 8), "e")
        assert merge(lake, other) == Merger(traces=10, programs=5, items=13, faults=())
        together = content(lake)
        version = lake.version
        assert merge(lake, other) == Merger(traces=0, programs=0, items=0, faults=())
        assert lake.version == version
        assert content(lake) == together
        assert merge(other, lake).traces == 5
        assert content(other) == together
    assert check(lake) == []
    with pytest.raises(UsageError, match="itself"):
        merge(lake, lake)
    with Lake.open(lake.path) as reader, pytest.raises(ReadOnlyLake):
        merge(reader, lake)


def test_merging_a_damaged_lake_takes_what_is_whole(lake: Lake, tmp_path: Path) -> None:
    with Lake.create(tmp_path / "other", settings=SMALL) as other:
        fill(other, range(4))
        fill(other, range(4, 9))
        damaged = other.path / other.catalog.shards("steps")[0].path
        damaged.write_bytes(damaged.read_bytes()[:100])
        done = merge(lake, other)
    assert done.traces == 5
    assert [fault.split(":")[0] for fault in done.faults] == [f"{damaged} cannot be read", str(tmp_path / "other")]
    assert counts(lake)[:2] == (5, sum(3 + n for n in range(4, 9)))
    assert check(lake) == []


def test_removing_a_dataset_leaves_what_others_need(lake: Lake) -> None:
    fill(lake, range(20), "gone")
    fill(lake, range(11, 30), "kept")
    with lake.writer() as writer:
        writer.add_item(Item("kept", "again", make_id(2)))
    done = remove_dataset(lake, "gone")
    # traces 0 to 10 but 2; programs 0 to 4 but that of 2 and 3; program 5 belongs to 10 and 11
    assert done == Removal(items=20, traces=10, steps=sum(3 + n for n in range(11) if n != 2), programs=4)
    left = [2, *range(11, 30)]
    assert {row["trace_id"] for row in content(lake)["traces"]} == {make_id(n) for n in left}
    assert {row["trace_id"] for row in content(lake)["steps"]} == {make_id(n) for n in left}
    assert {row["dataset"] for row in content(lake)["items"]} == {"kept"}
    assert {row["program_id"] for row in content(lake)["programs"]} == {make_program(n // 2).program_id for n in left}
    assert not lake.has(make_id(0))
    assert lake.steps(make_id(29)).num_rows == lake.trace(make_id(29)).n_steps
    assert check(lake) == []
    after = content(lake)
    rebuild(lake.path, settings=SMALL)
    assert content(lake) == after
    with pytest.raises(NotFound, match="its datasets are: 'kept'"):
        remove_dataset(lake, "gone")
    fill(lake, range(2), "gone")
    assert counts(lake)[0] == 22


def test_a_removed_lake_is_empty_and_stays_so(lake: Lake) -> None:
    fill(lake, range(5))
    remove_dataset(lake, "d")
    assert counts(lake) == (0, 0, 0, 0)
    rebuild(lake.path, settings=SMALL)
    assert counts(lake) == (0, 0, 0, 0)
    assert check(lake) == []
