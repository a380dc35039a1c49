"""Checks and benchmark results are written, read back, replaced, removed, merged, compacted and rebuilt."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.lake.conftest import SMALL, content, fill, make_id, make_program
from tests.lake.judged import before_checks, judge, judged, make_check, make_result

from tracewalk.errors import NotFound, ReadOnlyLake, ShardError, UsageError
from tracewalk.lake import (
    Lake,
    Merger,
    Removal,
    check,
    compact,
    merge,
    rebuild,
    remove_checks,
    remove_dataset,
    remove_results,
    replace_checks,
    replace_results,
)
from tracewalk.model import CheckIdentity, ResultIdentity

TABLES = ("checks", "results")


def all_of(*numbers: int) -> tuple[list[object], list[object]]:
    return [make_check(n) for n in numbers], [make_result(n) for n in numbers]


def test_each_is_found_by_its_id_and_in_the_views(lake: Lake) -> None:
    judge(lake, range(20))
    judge(lake, range(20, 30))
    assert judged(lake) == all_of(*range(30))
    for n in range(30):
        assert lake.check(make_check(n).check_id) == make_check(n)
        assert lake.result(make_result(n).result_id) == make_result(n)
    assert lake.has_check(make_check(3).check_id)
    assert not lake.has_check(make_id("nobody"))
    assert not lake.has_check("x")
    nearest = make_check(7).check_id[:6]
    with pytest.raises(NotFound, match=rf"no check '{nearest}' in .*, which has 30; the nearest ids are {nearest}"):
        lake.check(nearest)
    with pytest.raises(NotFound, match=r"no result 'x' in .*, which has 30"):
        lake.result("x")
    assert check(lake) == []


def test_the_same_one_twice_is_once(lake: Lake) -> None:
    judge(lake, [1, 1, 2])
    judge(lake, [2, 3])
    assert judged(lake) == all_of(1, 2, 3)
    with lake.writer() as writer:
        assert not writer.add_check(make_check(1, model="other"))
        assert not writer.add_result(make_result(1, value=9.0))
        assert writer.add_check(make_check(4))
        assert not writer.add_check(make_check(4))
    assert judged(lake)[0] == all_of(1, 2, 3, 4)[0]


@pytest.mark.parametrize(
    "columns",
    [{"input": "\ud800"}, {"problem_set": None}, {"tokens": 2**40}, {"match": "yes"}, {"candidate": None}],
)
def test_what_no_column_holds_is_refused_and_spoils_nothing(lake: Lake, columns: dict[str, object]) -> None:
    with lake.writer() as writer:
        writer.add_check(make_check(1))
        with pytest.raises(UsageError, match=f"^check {make_check(2).check_id}: {next(iter(columns))} cannot be"):
            writer.add_check(make_check(2, **columns))
        with pytest.raises(UsageError, match="the check id 'x' is not one"):
            writer.add_check(make_check(2, check_id="x"))
        with pytest.raises(UsageError, match=f"^result {make_result(2).result_id}: value cannot be"):
            writer.add_result(make_result(2, value=None))
    assert judged(lake) == ([make_check(1)], [])


def test_the_ids_are_hashes_of_what_makes_them_the_same() -> None:
    parts = ("p", "t", 0, "f" * 32, "f", "1", "bench", "2", "bench", None, None, "m", "full", "{}")
    one = CheckIdentity(*parts)
    assert one.check_id == CheckIdentity(*parts).check_id
    others = {CheckIdentity(*(f"{part}x" if at == k else part for at, part in enumerate(parts))) for k in range(14)}
    assert len({other.check_id for other in others} | {one.check_id}) == 15
    said = ("s", "v", "t", "m", "pass@1", 0, "paper")
    results = {ResultIdentity(*(f"{part}x" if at == k else part for at, part in enumerate(said))) for k in range(7)}
    assert len({other.result_id for other in results} | {ResultIdentity(*said).result_id}) == 8


def test_they_are_replaced_in_their_place(lake: Lake) -> None:
    judge(lake, range(10))
    judge(lake, range(10, 20))
    assert replace_checks(lake, [make_check(n, error="late") for n in (3, 12)]) == 2
    assert replace_results(lake, [make_result(n, value=n / 8, answer="other") for n in (3, 12)]) == 2
    wanted = all_of(*range(20))
    for n in (3, 12):
        wanted[0][n] = make_check(n, error="late")
        wanted[1][n] = make_result(n, answer="other")
    assert judged(lake) == wanted
    assert lake.check(make_check(3).check_id).error == "late"
    assert replace_checks(lake, []) == 0
    with pytest.raises(UsageError, match=r"no check .* so none to replace"):
        replace_checks(lake, [make_check(4, error="late"), make_check(99)])
    wanted[0][4] = make_check(4, error="late")
    assert judged(lake) == wanted
    assert check(lake) == []
    rebuild(lake.path, settings=SMALL)
    assert judged(lake) == wanted


def test_they_are_removed_by_id_and_with_their_problem_set(lake: Lake) -> None:
    fill(lake, range(4), "p")
    judge(lake, range(12))
    ids = [make_check(n).check_id for n in (1, 2)]
    assert remove_checks(lake, [*ids, make_id("nobody"), "x"]) == Removal(0, 0, 0, 0, checks=2)
    assert remove_results(lake, [make_result(2).result_id]) == Removal(0, 0, 0, 0, results=1)
    with lake.writer() as writer:
        for n in range(6):
            writer.add_program(make_program(n))
    done = remove_dataset(lake, "p")
    # programs 0, 2 and 4 are also those of the checks of `q`
    assert (done.traces, done.checks, done.results, done.programs) == (4, 7, 0, 3)
    assert [n for n in range(6) if lake.catalog.program(make_program(n).program_id)] == [0, 2, 4]
    assert judged(lake) == ([make_check(n) for n in (0, 4, 8)], [make_result(n) for n in range(12) if n != 2])
    assert remove_dataset(lake, "q").checks == 3
    with pytest.raises(NotFound, match=r"no dataset 'q' in .*; its datasets are: none"):
        remove_dataset(lake, "q")
    assert check(lake) == []
    judge(lake, [1])
    with pytest.raises(NotFound, match=r"its datasets are: 'p'"):
        remove_dataset(lake, "q")


def test_an_inbox_merges_itself_and_compaction_sorts(lake: Lake) -> None:
    for n in range(12):
        judge(lake, [n], inbox=n % 2 == 0)
    for table in TABLES:
        assert len(lake.catalog.shards(table)) < 12
    before = content(lake)
    compact(lake)
    assert content(lake) == before
    for table, key in zip(TABLES, ("check_id", "result_id"), strict=True):
        assert len(lake.catalog.shards(table)) == 1
        ids = pq.read_table(lake.paths(table)[0], columns=[key])[key].to_pylist()
        assert ids == sorted(ids)
    assert judged(lake) == all_of(*range(12))
    assert check(lake) == []


def test_merging_twice_is_merging_once(lake: Lake, tmp_path: Path) -> None:
    judge(lake, range(6))
    with Lake.create(tmp_path / "other", settings=SMALL) as other:
        judge(other, range(4, 12))
        assert merge(lake, other) == Merger(0, 0, 0, (), checks=6, results=6)
        assert merge(lake, other) == Merger(0, 0, 0, ())
    assert judged(lake) == all_of(*range(12))
    assert check(lake) == []


def test_a_rebuild_finds_each_once(lake: Lake) -> None:
    judge(lake, range(10))
    for table in TABLES:
        first = lake.paths(table)[0]
        shutil.copy(first, first.with_name("zz-a-copy.parquet"))
    done = rebuild(lake.path, settings=SMALL)
    assert (done.checks, done.results, done.faults) == (10, 10, ())
    assert judged(lake) == all_of(*range(10))
    assert check(lake) == []


def test_damage_and_a_catalog_at_odds_are_named(lake: Lake) -> None:
    judge(lake, range(10))
    with sqlite3.connect(lake.path / "catalog.sqlite") as connection:
        connection.execute("UPDATE checks SET checks_row = 9 - checks_row")
    assert [fault.kind for fault in check(lake)] == ["misplaced"]
    rebuild(lake.path, settings=SMALL)
    file = lake.paths("checks")[0]
    sound = file.read_bytes()
    file.write_bytes(sound[:-50])
    assert [fault.kind for fault in check(lake)] == ["truncated"]
    with pytest.raises(ShardError, match="lake check"):
        lake.check(make_check(1).check_id)


def test_a_lake_from_before_checks_reads_as_having_none_and_takes_some(lake: Lake, tmp_path: Path) -> None:
    fill(lake, range(3))
    before_checks(lake)
    with Lake.open(lake.path, settings=SMALL) as reader:
        assert not reader.has_check(make_check(0).check_id)
        assert judged(reader) == ([], [])
        assert check(reader) == []
        with pytest.raises(NotFound, match=r"which has 0$"):
            reader.result(make_result(0).result_id)
        with Lake.create(tmp_path / "new") as new:
            assert merge(new, reader).traces == 3
        with Lake.open(lake.path, writable=True, settings=SMALL) as old:
            judge(old, range(4))
        assert judged(reader) == all_of(*range(4))  # a reader from before the first write follows
        assert check(reader) == []


def test_a_reader_writes_nothing(lake: Lake) -> None:
    judge(lake, range(1))
    with Lake.open(lake.path) as reader:
        for refused in (remove_checks, remove_results, replace_checks, replace_results):
            with pytest.raises(ReadOnlyLake, match="writable=True"):
                refused(reader, [])  # type: ignore[operator]
