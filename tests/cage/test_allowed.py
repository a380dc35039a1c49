"""`functions.txt`: every name in it exists, once, and none of those that must never be there is."""

from __future__ import annotations

import re
from collections import Counter

import duckdb
import pytest

from tracewalk.cage.allowed import allowed, lowered, sections

SYNTAX = {"->", "unnest"}
"""What DuckDB has of itself, and does not list as functions."""

NEVER = re.compile(
    r"^(read_|parquet_|duckdb_|pragma_|pg_(?!size_pretty|typeof)|json_(de)?serialize|json_execute|query|sniff|glob$|set(?!_bit)|"
    r"current_(setting|query|connection|transaction)|getvar|getenv|nextval|currval|write_|sleep|finalize|combine|"
    r"to_aggregate|__internal|icu_|collate_|st_|enable_|disable_|which_|in_search|arrow_|pandas_|python_|test_)"
)


@pytest.fixture(scope="module")
def known() -> dict[str, set[str]]:
    rows = duckdb.connect().execute("SELECT lower(function_name), function_type FROM duckdb_functions()").fetchall()
    kinds: dict[str, set[str]] = {}
    for name, kind in rows:
        kinds.setdefault(name, set()).add(kind)
    return kinds


def test_every_function_that_is_listed_exists(known: dict[str, set[str]]) -> None:
    names = {lowered(name) for section, names in sections().items() if section != "tables" for name in names}
    assert {name for name in names if not known.get(name, set()) - {"table", "pragma"}} - SYNTAX == set()


def test_every_table_function_that_is_listed_exists(known: dict[str, set[str]]) -> None:
    assert [name for name in sections()["tables"] if "table" not in known.get(name, set())] == []


def test_no_name_is_listed_twice_in_a_section() -> None:
    for section, names in sections().items():
        assert [name for name, n in Counter(names).items() if n > 1] == [], section


def test_what_must_never_be_listed_is_not() -> None:
    may = allowed()
    assert sorted(name for name in may.functions | may.table_functions if NEVER.match(name)) == []


def test_our_macros_may_be_called() -> None:
    may = allowed()
    assert {"state_at", "variable_history"} <= may.table_functions
    assert {"value_at", "as_int"} <= may.functions
    assert not any(name.startswith("_") for name in may.views)
