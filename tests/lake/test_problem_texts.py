"""Texts of problems are kept once, and stay through a merge, a compaction and a rebuild; with their set they go."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any

from tests.lake.judged import judge, make_check

from tracewalk.lake import Lake, check, compact, merge, rebuild, remove_dataset
from tracewalk.model import ProblemText

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def text(n: int, **given: Any) -> ProblemText:
    common: dict[str, Any] = {"problem_set": "p", "task_id": f"task {n}", "entry": "f", "text": f"Write é {n}."}
    return ProblemText(**(common | given), created_at=NOON)


def keep(lake: Lake, *problems: ProblemText) -> list[bool]:
    with lake.writer(inbox=True) as writer:
        return [writer.add_problem(problem) for problem in problems]


def kept(lake: Lake) -> list[str]:
    return [row[0] for row in lake.cursor().sql("SELECT text FROM problems ORDER BY task_id, text").fetchall()]


def test_a_text_is_kept_once_and_another_one_beside_it(lake: Lake) -> None:
    assert keep(lake, text(1), text(1), text(2)) == [True, False, True]
    assert keep(lake, text(2), text(2, text="Write it otherwise.")) == [False, True]
    assert kept(lake) == ["Write é 1.", "Write it otherwise.", "Write é 2."]
    assert lake.catalog.count("problems") == 3
    assert check(lake) == []


def test_through_compaction_merge_and_rebuild(lake: Lake, tmp_path) -> None:
    for n in range(4):
        keep(lake, text(n))
    compact(lake)
    with Lake.create(tmp_path / "other") as other:
        keep(other, text(0))
        assert merge(other, lake).problems == 3
        assert merge(other, lake).problems == 0
        (other.path / "catalog.sqlite").unlink()
        assert rebuild(other.path).problems == 4
    with Lake.open(tmp_path / "other") as other:
        assert len(kept(other)) == 4
        assert check(other) == []


def test_they_go_with_their_set(lake: Lake) -> None:
    keep(lake, text(1), text(2, problem_set="q"))
    judge(lake, [2])
    assert make_check(2).problem_set == "p"
    done = remove_dataset(lake, "p")
    assert (done.problems, done.checks) == (1, 1)
    assert kept(lake) == ["Write é 2."]
    assert remove_dataset(lake, "q").problems == 1  # a set of which there is nothing else


def test_a_lake_from_before_takes_them_with_its_next_write(lake: Lake) -> None:
    with sqlite3.connect(lake.path / "catalog.sqlite") as connection:
        connection.execute("DROP TABLE problems")
    (lake.path / "problems").rmdir()
    with Lake.open(lake.path, writable=True) as old:
        assert kept(old) == []
        assert old.catalog.count("problems") == 0
        keep(old, text(1))
        assert kept(old) == ["Write é 1."]
