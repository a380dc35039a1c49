"""Every statement of `hostile.sql` is stopped as it says there, and every one of `good.sql` answers."""

from __future__ import annotations

import json

import pytest
from tests.cage.cases import Case, checksums, families

from tracewalk.cage import Cage
from tracewalk.errors import SqlError, SqlRefused
from tracewalk.lake import Lake

HOSTILE = families("hostile.sql")
GOOD = families("good.sql")


def test_the_files_are_large_enough() -> None:
    assert sum(map(len, HOSTILE.values())) >= 150
    assert sum(map(len, GOOD.values())) >= 60


@pytest.mark.parametrize("family", HOSTILE)
def test_what_is_hostile_is_stopped(cage: Cage, lake: Lake, family: str) -> None:
    before = checksums(lake.path)
    wrong = [(case.text, case.expected, got) for case in HOSTILE[family] if not fits(case, got := stopped(cage, case))]
    assert wrong == []
    assert checksums(lake.path) == before


@pytest.mark.parametrize("family", GOOD)
def test_what_is_good_works(cage: Cage, lake: Lake, family: str) -> None:
    for case in GOOD[family]:
        with cage.run(case.sql(lake.path), rows=3) as answer:
            rows = [list(row.values()) for row in answer.table().to_pylist()]
        said = f"{len(rows)} rows" if case.expected.endswith("rows") else json.dumps(rows, default=str)
        assert said == case.expected, case.text


def fits(case: Case, got: str) -> bool:
    return got.startswith(case.expected)


def stopped(cage: Cage, case: Case) -> str:
    try:
        with cage.run(case.sql(cage._lake.path), rows=3) as answer:
            return f"gave {answer.table().to_pylist()}"
    except SqlRefused as why:
        return f"refused: {why}"
    except SqlError as why:
        return f"error: {why}"
