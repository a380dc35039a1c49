"""`Cage.ask`: our own queries in this process, an operator's in a worker, under the same limits."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from tests.cage.conftest import SMALL
from tests.cage.test_limits import ENDLESS, wait_until

from tracewalk.cage import Cage, Cancel
from tracewalk.errors import SqlError, SqlRefused, SqlStopped
from tracewalk.lake import Lake
from tracewalk.sql import Chart, Query, find

ALL_PAIRS = "SELECT a.range FROM range(1000000) a, range(1000000) b"


def query(text: str, *, yours: bool = False) -> Query:
    return Query("area/name", "Title", "Question?", "", (), Chart("none"), text, yours)


@pytest.fixture
def patient(lake: Lake) -> Iterator[Cage]:
    made = Cage(lake, replace(SMALL, sql_seconds=60.0, sql_bytes=10**12))
    yield made
    made.close()


def test_one_of_ours_needs_no_worker(patient: Cage) -> None:
    with patient.ask(find("home/totals"), rows=10) as answer:
        assert (answer.n_rows, answer.truncated) == (1, False)
    assert patient._pool._keeper is None


def test_its_answer_is_cut_and_says_so(cage: Cage) -> None:
    with cage.ask(query("SELECT range AS x FROM range($n::BIGINT); -- all"), {"n": 10}, rows=3) as answer:
        assert (answer.n_rows, answer.truncated) == (3, True)
        assert answer.table()["x"].to_pylist() == [0, 1, 2]


def test_one_of_an_operators_runs_in_the_cage(cage: Cage) -> None:
    with cage.ask(query("SELECT $x::INT AS x", yours=True), {"x": 3}, rows=3) as answer:
        assert answer.table().to_pylist() == [{"x": 3}]
    with pytest.raises(SqlRefused):
        cage.ask(query("FROM read_text('/etc/passwd')", yours=True), rows=1)


@pytest.mark.parametrize(
    "text", [ENDLESS, "SELECT CASE WHEN range > 1e14 THEN 1 END AS x FROM range(10000000000) WHERE x"]
)
def test_its_time_is_limited(cage: Cage, text: str) -> None:
    with pytest.raises(SqlStopped, match="TRACEWALK_SQL_SECONDS"):
        cage.ask(query(text), rows=None)


def test_its_size_is_limited(cage: Cage) -> None:
    with pytest.raises(SqlStopped, match="TRACEWALK_SQL_BYTES"):
        cage.ask(query(ALL_PAIRS), rows=None)


@pytest.mark.parametrize(
    "text", [ENDLESS, "SELECT sum(a.range) AS x FROM range(100000) a, range(10000000) b GROUP BY b.range"]
)
def test_it_can_be_cancelled(patient: Cage, text: str) -> None:
    cancel = Cancel()
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(patient.ask, query(text), rows=None, cancel=cancel)
        wait_until(lambda: patient._ours._free < SMALL.sql_workers)
        cancel.cancel()
        assert isinstance(running.exception(timeout=30), SqlStopped)


def test_an_error_in_it_names_it(cage: Cage) -> None:
    with pytest.raises(SqlError, match="area/name"):
        cage.ask(query("SELECT error('late' || range) FROM range(3)"), rows=None)
