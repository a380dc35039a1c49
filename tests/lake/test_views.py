"""The views and macros of a lake: they move with it, take comments, and read of the shards what they must."""

from __future__ import annotations

import re

import duckdb
import pytest
from tests.lake.conftest import fill, make_id

from tracewalk.lake import Lake, compact
from tracewalk.lake.views import create_views
from tracewalk.sql import Schema, describe, empty_schema
from tracewalk.sql.schema import comment


def told(cursor: duckdb.DuckDBPyConnection) -> Schema:
    """What the views and macros are, commented on now."""
    comment(cursor)
    return describe(cursor)


def test_a_lake_without_rows_has_the_whole_schema(lake: Lake) -> None:
    assert told(lake.cursor()) == empty_schema()
    for table in empty_schema().tables:
        assert lake.cursor().sql(f"FROM {table.name}").fetchall() == []


def test_comments_outlive_a_move_and_views_follow_it(lake: Lake) -> None:
    cursor = lake.cursor()
    calls = "SELECT count(*) FROM calls($1)"
    assert cursor.execute(calls, [make_id(3)]).fetchall() == [(0,)]
    fill(lake, [3])
    assert lake.cursor().execute(calls, [make_id(3)]).fetchall() == [(1,)]
    fill(lake, [4], inbox=True)
    assert lake.cursor().execute(calls, [make_id(4)]).fetchall() == [(1,)]
    assert told(lake.cursor()) == empty_schema()


def test_a_move_that_fails_leaves_the_views_where_they_were(lake: Lake) -> None:
    fill(lake, [3])
    cursor = lake.cursor()
    shards = lake.catalog.shards()
    with pytest.raises(duckdb.Error):
        create_views(cursor, lake.path / "elsewhere", shards, [])
    assert cursor.sql("SELECT count(*) FROM traces").fetchall() == [(1,)]
    create_views(cursor, lake.path, [], [])
    assert cursor.sql("SELECT count(*) FROM traces").fetchall() == [(0,)]
    assert told(cursor) == empty_schema()


@pytest.mark.parametrize(
    "call",
    [
        "state_at('{id}', 2)",
        "variable_history('{id}', 'x')",
        "last_write('{id}', 2, 'x')",
        "calls('{id}')",
        "loop_iterations('{id}')",
        "steps_where(trace := '{id}')",
    ],
)
def test_a_trace_is_found_by_the_bounds_of_row_groups(lake: Lake, call: str) -> None:
    fill(lake, range(40), inbox=True)
    compact(lake)
    told = lake.cursor().sql(f"EXPLAIN ANALYZE FROM {call.replace('{id}', make_id(7))}").fetchall()[0][1]
    scanned = [(int(n), int(of)) for n, of in re.findall(r"Row Groups Scanned: (\d+) / (\d+)", told)]
    assert scanned
    assert all(2 * n < of for n, of in scanned), told
