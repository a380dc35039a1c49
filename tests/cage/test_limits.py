"""What takes too much is stopped, says by which limit, and hinders no other query."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace

import pytest
from tests.cage.cases import processes
from tests.cage.conftest import SMALL

from tracewalk.cage import Cage, Cancel
from tracewalk.errors import CageBusy, SqlError, SqlRefused, SqlStopped
from tracewalk.lake import Lake

ENDLESS = "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range + b.range = -1"
ONE_VALUE = "SELECT len(list_sort(range(200000000)))"
"""DuckDB works on one value without looking up: it can only be ended by force."""

STOPPED = {
    "time": [
        ENDLESS,
        ONE_VALUE,
        "WITH RECURSIVE t(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM t) SELECT max(i) FROM t",
    ],
    "memory": [
        "SELECT array_agg(range::VARCHAR || repeat('x', 100)) FROM range(100000000)",
        "SELECT count(DISTINCT hash(range)) FROM range(2000000000)",
        "SELECT json_extract(repeat('[', 10000000), '$')",
        "SELECT lpad('x', 2000000000, 'y')",
    ],
    "size": [
        "SELECT repeat('x', 200000) AS x",
        "SELECT range(200000) AS x",
        "SELECT {'a': [repeat('x', 200000)]} AS x",
        "SELECT MAP {'k': repeat('x', 200000)} AS x",
        "SELECT repeat('x', 99999) AS x FROM range(100)",
    ],
}


@pytest.mark.parametrize("kind", STOPPED)
def test_what_takes_too_much_is_stopped(cage: Cage, kind: str) -> None:
    with ThreadPoolExecutor(2) as pool:
        found = dict(zip(STOPPED[kind], pool.map(lambda text: outcome(cage, text), STOPPED[kind]), strict=True))
    names = {"time": ["SECONDS"], "size": ["VALUE_CHARS", "BYTES"], "memory": ["MEMORY", "SECONDS"]}[kind]
    assert {t: said for t, said in found.items() if not any(f"TRACEWALK_SQL_{name}" in said for name in names)} == {}
    assert outcome(cage, "SELECT 42") == "1 rows"


NESTED = {
    "brackets": "SELECT " + "(" * 5_000 + "1" + ")" * 5_000,
    "open brackets": "SELECT " + "(" * 20_000,
    "joins": "SELECT * FROM " + "(" * 2_000 + "steps" + " JOIN steps USING (step))" * 1_000,
    "not": "SELECT " + "NOT " * 10_000 + "true",
    "minus": "SELECT " + "- " * 20_000 + "1",
    "plus": "SELECT " + " + ".join(["1"] * 10_000),
    "and": "SELECT " + " AND ".join(["true"] * 6_000),
    "texts": "SELECT " + " || ".join(["'a'"] * 5_000),
    "unions": " UNION ALL ".join(["SELECT 1"] * 2_500),
    "left unions": "(" * 190 + "SELECT 1" + " UNION SELECT 2)" * 190,
    "with": "WITH a AS (" * 1_000 + "SELECT 1" + ") FROM a" * 1_000,
    "case": "SELECT " + "CASE WHEN true THEN " * 1_000 + "1" + " END" * 1_000,
    "functions": "SELECT " + "abs(" * 199 + "1" + ")" * 199,
    "lists": "SELECT " + "[" * 199 + "]" * 199,
    "more lists": "SELECT " + "[" * 5_000 + "]" * 5_000,
    "structs": "SELECT " + "{'a': " * 199 + "1" + "}" * 199,
    "types": "SELECT NULL::" + "STRUCT(a " * 199 + "INT" + ")" * 199,
    "list types": "SELECT NULL::INT" + "[]" * 10_000,
    "casts": "SELECT 1" + "::INT" * 9_000,
    "indices": "SELECT a" + "[1]" * 10_000,
    "fields": "SELECT a" + ".a" * 20_000,
    "arrows": "SELECT '{}'::JSON" + "->'a'" * 8_000,
    "lambdas": "SELECT " + "list_transform([1], lambda x: " * 20 + "1" + ")" * 20,
    "subqueries": "SELECT " + "(SELECT " * 199 + "1" + ")" * 199,
    "exists": "SELECT " + "EXISTS (SELECT " * 199 + "1" + ")" * 199,
    "comments": "SELECT 1 " + "/*" * 20_000,
    "closed comments": "SELECT 1 " + "/*" * 10_000 + "*/" * 10_000,
    "crosses": "SELECT 1 FROM steps" + ", steps" * 6_000,
    "pivots": "FROM " + "(PIVOT " * 100 + "steps" + " ON event IN ('call'))" * 100,
    "columns": "SELECT " + "COLUMNS(" * 150 + "*" + ")" * 150 + " FROM steps",
    "long number": "SELECT " + "9" * 49_000,
    "long decimal": "SELECT 1." + "9" * 49_000,
    "long exponent": "SELECT 1e" + "9" * 10_000,
    "long name": 'SELECT 1 AS "' + "x" * 49_000 + '"',
    "long text": "SELECT '" + "x" * 49_000 + "'",
    "many columns": "SELECT " + ",".join(["1"] * 24_000),
    "many values": "VALUES " + ",".join(["(1)"] * 12_000),
    "many names": "WITH " + ", ".join(f"a{n} AS (SELECT 1)" for n in range(2_000)) + " FROM a0",
    "in": "SELECT 1 IN (" + ",".join(["1"] * 20_000) + ")",
    "stars": "SELECT " + ",".join(["*"] * 20_000) + " FROM steps",
    "regular expression": "SELECT regexp_matches('a', '" + "(" * 20_000 + "')",
    "interval": "SELECT INTERVAL '" + "9" * 40_000 + " years'",
}


def test_no_text_brings_a_worker_down_or_keeps_it(cage: Cage) -> None:
    """Each is answered, refused, an error, or stopped in time; that a process ends of it would be said."""
    with ThreadPoolExecutor(2) as pool:
        found = dict(zip(NESTED, pool.map(lambda text: outcome(cage, text), NESTED.values()), strict=True))
    assert {name: said for name, said in found.items() if "process" in said} == {}


@pytest.fixture
def alone(lake: Lake) -> Iterator[Cage]:
    """A cage with one worker, in which a query may take its time."""
    made = Cage(lake, replace(SMALL, sql_workers=1, sql_queue=1, sql_seconds=60.0, sql_wait_seconds=60.0))
    yield made
    made.close()


@pytest.mark.parametrize("text", [ENDLESS, ONE_VALUE])
def test_cancel_ends_a_query_that_runs(alone: Cage, text: str) -> None:
    cancel = Cancel()
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(alone.run, text, rows=1, cancel=cancel)
        wait_until(lambda: alone._typed._free == 0)
        time.sleep(0.3)
        cancel.cancel()
        with pytest.raises(SqlStopped, match="cancelled"):
            running.result(timeout=30)
    assert outcome(alone, "SELECT 42") == "1 rows"


def test_a_query_waits_for_its_turn_and_can_be_cancelled_there(alone: Cage) -> None:
    first, second = Cancel(), Cancel()
    with ThreadPoolExecutor(2) as pool:
        running = pool.submit(alone.run, ENDLESS, rows=1, cancel=first)
        wait_until(lambda: alone._typed._free == 0)
        waiting = pool.submit(alone.run, "SELECT 42", rows=1, cancel=second)
        wait_until(lambda: len(alone._typed._waiting) == 1)
        with pytest.raises(CageBusy, match="TRACEWALK_SQL_QUEUE") as busy:
            alone.run("SELECT 42", rows=1)
        assert busy.value.retry_after >= 1
        second.cancel()
        with pytest.raises(SqlStopped, match="before its turn"):
            waiting.result(timeout=30)
        first.cancel()
        with pytest.raises(SqlStopped, match="cancelled"):
            running.result(timeout=30)


def test_who_waits_too_long_is_told_to_come_again(lake: Lake) -> None:
    cage = Cage(lake, replace(SMALL, sql_workers=1, sql_seconds=60.0, sql_wait_seconds=0.1))
    cancel = Cancel()
    try:
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(cage.run, ENDLESS, rows=1, cancel=cancel)
            wait_until(lambda: cage._typed._free == 0)
            with pytest.raises(CageBusy, match="TRACEWALK_SQL_WAIT_SECONDS"):
                cage.run("SELECT 42", rows=1)
            cancel.cancel()
            assert isinstance(running.exception(timeout=30), SqlStopped)
    finally:
        cage.close()


class CtrlC(Cancel):
    """As if the operator pressed it while the query runs."""

    @property
    def cancelled(self) -> bool:
        raise KeyboardInterrupt


def test_ctrl_c_leaves_no_reply_for_the_next_query(alone: Cage) -> None:
    worker = alone._pool.take()
    with pytest.raises(KeyboardInterrupt):
        worker.ask({"text": "SELECT 1 AS wrong", "parameters": {}, "rows": 1}, 10.0, CtrlC())
    alone._pool.give(worker)
    with alone.run("SELECT 2 AS x", rows=1) as answer:
        assert answer.table().to_pylist() == [{"x": 2}]


def test_a_slow_query_does_not_stop_others(lake: Lake) -> None:
    slow = Cancel()
    done = threading.Event()
    cage = Cage(lake, replace(SMALL, sql_seconds=60.0))
    with ThreadPoolExecutor(1) as pool, closing(cage):
        running = pool.submit(cage.run, ENDLESS, rows=1, cancel=slow)
        running.add_done_callback(lambda _: done.set())
        wait_until(lambda: cage._typed._free == 1)
        assert outcome(cage, "SELECT 42") == "1 rows"
        assert not done.is_set()
        slow.cancel()
        assert isinstance(running.exception(timeout=30), SqlStopped)


def test_answers_that_are_still_read_hold_memory_of_a_limit(lake: Lake) -> None:
    cage = Cage(lake, replace(SMALL, sql_workers=1, sql_held_bytes=4_000_000))
    try:
        kept = cage.run("SELECT range AS x FROM range(300000)", rows=None)
        with pytest.raises(CageBusy, match="TRACEWALK_SQL_HELD_BYTES"):
            cage.run("SELECT range AS x FROM range(300000)", rows=None)
        kept.close()
        del kept
        assert cage._held.bytes == 0
        cage.run("SELECT range AS x FROM range(300000)", rows=None).close()
    finally:
        cage.close()


def test_nothing_is_left_of_what_was_ended(cage: Cage, lake: Lake) -> None:
    wait_until(lambda: len(processes(lake.path)) == SMALL.sql_workers)


def outcome(cage: Cage, text: str) -> str:
    """What became of a query, in a few words."""
    try:
        with cage.run(text, rows=100) as answer:
            return f"{answer.n_rows} rows"
    except SqlRefused as why:
        return f"refused: {why}"
    except SqlStopped as why:
        return f"stopped: {why}"
    except SqlError as why:
        return f"error: {why}"


def wait_until(is_so: object, seconds: float = 30.0) -> None:
    """Waits for what another thread or process will do."""
    assert callable(is_so)
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)
