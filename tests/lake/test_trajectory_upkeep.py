"""Trajectories through compaction, merge, removal, damage and rebuild; and in lakes from before them."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.lake.agents import (
    act,
    aged,
    changed_of,
    make_changes,
    make_trajectory,
    make_turns,
    run_counts,
    trajectory_id,
    turns_of,
    whole,
)
from tests.lake.conftest import SMALL, content, counts, fill, make_id

from tracewalk.errors import NotFound, ReadOnlyLake, ShardError, UsageError
from tracewalk.lake import (
    Lake,
    Merger,
    Removal,
    as_changes,
    as_turns,
    check,
    choose_trajectories,
    compact,
    merge,
    rebuild,
    remove_dataset,
    remove_trajectories,
    replace_trajectories,
)
from tracewalk.resources import folder

TABLES = ("trajectories", "turns", "state_changes")


def kinds(lake: Lake) -> list[str]:
    return sorted(fault.kind for fault in check(lake))


def test_compaction_keeps_every_row_and_sorts(lake: Lake) -> None:
    for k in range(12):
        act(lake, range(2 * k, 2 * k + 2))
    before = content(lake)
    assert compact(lake).merged >= 24
    assert content(lake) == before
    for table in TABLES:
        assert len(lake.catalog.shards(table)) < 10
        for path in lake.paths(table):
            ids = pq.read_table(path, columns=["trajectory_id"])["trajectory_id"].to_pylist()
            assert ids == sorted(ids)
    for n in range(24):
        assert as_turns(lake.turns(trajectory_id(n))) == make_turns(turns_of(n))
        assert as_changes(lake.state_changes(trajectory_id(n))) == make_changes(changed_of(n))
    assert check(lake) == []
    rebuild(lake.path, settings=SMALL)
    assert content(lake) == before


def test_merging_twice_is_merging_once(lake: Lake, tmp_path: Path) -> None:
    act(lake, range(6))
    with Lake.create(tmp_path / "other", settings=SMALL) as other:
        fill(other, range(2))
        act(other, range(4, 12))
        assert merge(lake, other) == Merger(traces=2, programs=1, items=2, faults=(), trajectories=6)
        together, version = content(lake), lake.version
        assert merge(lake, other) == Merger(0, 0, 0, ())
        assert (lake.version, content(lake)) == (version, together)
        assert merge(other, lake).trajectories == 4
        assert content(other) == together
    assert run_counts(lake) == whole(*range(12))
    assert check(lake) == []


def test_merging_leaves_out_what_is_not_whole(lake: Lake, tmp_path: Path) -> None:
    with Lake.create(tmp_path / "other", settings=SMALL) as other:
        act(other, range(4))
        act(other, range(4, 9))
        lost = other.paths("state_changes")[0]
        lost.write_bytes(lost.read_bytes()[:100])
        done = merge(lake, other)
        assert done.trajectories == 6  # trajectory 0 changed nothing
        assert done.faults[1:] == (f"{other.path}: 3 trajectories left out: not all turns and state changes are there",)
    assert run_counts(lake) == whole(0, *range(4, 9))


def test_removing_a_dataset_takes_its_trajectories(lake: Lake) -> None:
    fill(lake, range(4), "d")
    act(lake, range(20))
    gone = range(2, 20, 4)
    assert remove_dataset(lake, "d") == Removal(4, 4, sum(3 + n for n in range(4)), 2, trajectories=5)
    assert run_counts(lake) == whole(*sorted({*range(20)} - {*gone}))
    assert not lake.has_trajectory(trajectory_id(2))
    assert remove_dataset(lake, "e") == Removal(0, 0, 0, 0, trajectories=5)
    with pytest.raises(NotFound, match=r"no dataset 'e' in .*; its datasets are: none"):
        remove_dataset(lake, "e")
    act(lake, [2])
    with pytest.raises(NotFound, match=r"no dataset 'e' in .*; its datasets are: 'd'"):
        remove_dataset(lake, "e")
    assert check(lake) == []
    after = content(lake)
    rebuild(lake.path, settings=SMALL)
    assert content(lake) == after


def test_removing_trajectories_by_their_ids(lake: Lake) -> None:
    act(lake, range(10))
    act(lake, range(10, 20))
    chosen = choose_trajectories(lake, where="n_turns > 15 -- the long ones")
    assert chosen == sorted(trajectory_id(n) for n in range(14, 20))
    assert remove_trajectories(lake, [*chosen, make_id("nobody"), "x"]) == Removal(0, 0, 0, 0, trajectories=6)
    assert run_counts(lake) == whole(*range(14))
    assert remove_trajectories(lake, chosen).trajectories == 0
    assert check(lake) == []
    act(lake, range(20))
    assert run_counts(lake) == whole(*range(20))
    assert counts(lake)[0] == 0


def test_what_a_run_brought_and_started_goes_with_it(lake: Lake) -> None:
    uploads = lake.path / "uploads"
    for name in ("one", "two", "three.part"):
        (uploads / name).mkdir(parents=True)
        (uploads / name / "a.json").write_text("{}")
    parents = {1: None, 2: 1, 3: 2, 4: None, 5: 4}
    with lake.writer() as writer:
        for n, above in parents.items():
            file = str(uploads.absolute() / ("one" if n in {1, 2} else "two") / "a.json")
            parent = trajectory_id(above) if above else None
            made = make_trajectory(n, parent=parent, source_file=file)
            writer.add_trajectory(made, make_turns(turns_of(n)), make_changes(changed_of(n)))
    assert remove_trajectories(lake, [trajectory_id(1)]).trajectories == 3
    assert {n for n in parents if lake.has_trajectory(trajectory_id(n))} == {4, 5}
    assert sorted(folder.name for folder in uploads.iterdir()) == ["three.part", "two"]
    assert remove_dataset(lake, "e").trajectories == 1  # the fourth
    assert sorted(folder.name for folder in uploads.iterdir()) == ["three.part", "two"]
    assert remove_trajectories(lake, [trajectory_id(5)]).trajectories == 1
    assert sorted(folder.name for folder in uploads.iterdir()) == ["three.part"]


def test_trajectories_are_chosen(lake: Lake) -> None:
    act(lake, range(10))
    everything = sorted(map(trajectory_id, range(10)))
    assert choose_trajectories(lake) == everything
    assert choose_trajectories(lake, limit=3) == everything[:3]
    assert choose_trajectories(lake, dataset="e") == sorted(trajectory_id(n) for n in (0, 4, 8))
    assert choose_trajectories(lake, dataset="e", where="cost >= 0.5") == sorted(trajectory_id(n) for n in (4, 8))
    assert choose_trajectories(lake, dataset="e", where="false") == []
    with pytest.raises(NotFound, match=r"no dataset 'f' in .*; its datasets are: 'd', 'e'"):
        choose_trajectories(lake, dataset="f")
    for wrong in ("", "nonsense = 1", "true; DROP TABLE x", "n_steps = 1"):
        with pytest.raises(UsageError, match="Columns: trajectory_id, name"):
            choose_trajectories(lake, where=wrong)
    with pytest.raises(UsageError, match="a limit is at least 1"):
        choose_trajectories(lake, limit=0)


def test_damage_to_a_shard_is_named(lake: Lake) -> None:
    act(lake, range(10))
    readers = {"trajectories": lake.trajectory, "turns": lake.turns, "state_changes": lake.state_changes}
    for table, read in readers.items():
        file = lake.paths(table)[0]
        sound = file.read_bytes()
        flipped = bytearray(sound)
        flipped[200] ^= 1
        for damaged, kind in ((sound[:-50], "truncated"), (bytes(flipped), "checksum"), (None, "missing")):
            file.unlink() if damaged is None else file.write_bytes(damaged)
            assert kinds(lake) == [kind]
        with pytest.raises(ShardError, match="lake check"):
            read(trajectory_id(1))
        file.write_bytes(sound)
    assert check(lake) == []


def test_a_catalog_at_odds_with_the_shards_is_named(lake: Lake) -> None:
    act(lake, range(10))
    for change, kind in (
        ("UPDATE trajectories SET turns_row = turns_row + 1", ["misplaced"]),
        ("UPDATE trajectories SET n_turns = n_turns + 1", ["misplaced", *["steps"] * 10]),
        (
            "UPDATE trajectories SET n_changes = n_changes + 1 WHERE n_changes > 0",
            [*["misplaced"] * 2, *["steps"] * 18],
        ),
        ("UPDATE trajectories SET trajectories_row = 9 - trajectories_row", [*["misplaced"] * 3, *["steps"] * 18]),
    ):
        with sqlite3.connect(lake.path / "catalog.sqlite") as connection:
            connection.execute(change)
        assert kinds(lake) == kind
    said = next(str(fault) for fault in check(lake) if fault.where == f"trajectory {trajectory_id(3)}")
    assert "has 6 turns where trajectories/" in said
    assert said.endswith("says 5; `tracewalk lake rebuild`, then import it again")
    rebuild(lake.path, settings=SMALL)
    assert kinds(lake) == []


def test_rebuild_takes_whole_ones_only_and_once(lake: Lake) -> None:
    act(lake, range(5))
    act(lake, range(5, 10))
    for table in TABLES:
        first = lake.paths(table)[0]
        shutil.copy(first, first.with_name("zz-a-copy.parquet"))
    lake.paths("turns")[1].unlink()
    done = rebuild(lake.path, settings=SMALL)
    assert (done.traces, done.trajectories) == (0, 5)
    assert done.faults == (f"{lake.path}: 5 trajectories left out: not all turns and state changes are there",)
    assert run_counts(lake) == whole(*range(5))
    assert check(lake) == []
    act(lake, range(10))
    assert run_counts(lake) == whole(*range(10))


def test_a_lake_from_before_trajectories_reads_as_having_none_and_takes_some(lake: Lake) -> None:
    fill(lake, range(5))
    aged(lake)
    with Lake.open(lake.path, settings=SMALL) as reader:
        assert not reader.has_trajectory(trajectory_id(0))
        assert run_counts(reader) == (0,) * 8
        assert check(reader) == []
        with pytest.raises(NotFound, match=r"which has 0$"):
            reader.trajectory(trajectory_id(0))
        with Lake.open(lake.path, writable=True, settings=SMALL) as old:
            act(old, range(5))
            assert remove_dataset(old, "d").trajectories == 1
        assert run_counts(reader) == whole(0, 1, 3, 4)  # a reader from before the first write follows
        assert as_turns(reader.turns(trajectory_id(3))) == make_turns(turns_of(3))
        assert check(reader) == []


def test_old_lakes_are_merged_both_ways(lake: Lake, tmp_path: Path) -> None:
    fill(lake, range(5))
    aged(lake)
    with Lake.open(lake.path, writable=True, settings=SMALL) as old, Lake.create(tmp_path / "new") as new:
        assert merge(new, old) == Merger(5, 3, 5, ())
        act(new, range(5))
        assert merge(old, new).trajectories == 5
        assert check(old) == check(new) == []


def test_the_sample_lake_opens_whatever_it_holds(tmp_path: Path) -> None:
    shutil.copytree(folder("sample_data") / "lake", tmp_path / "lake")
    with Lake.open(tmp_path / "lake") as lake:
        n = run_counts(lake)[0]
        assert lake.catalog.count("trajectories") == n
        assert check(lake) == []
        with Lake.open(tmp_path / "lake", writable=True) as writable:
            act(writable, [1])
        assert run_counts(lake)[0] == n + 1


def test_a_reader_writes_nothing(lake: Lake) -> None:
    act(lake, range(1))
    with Lake.open(lake.path) as reader:
        for refused in (remove_trajectories, replace_trajectories):
            with pytest.raises(ReadOnlyLake):
                refused(reader, [])
