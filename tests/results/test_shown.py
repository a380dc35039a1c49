"""What people see: it fits, says what was cut, and hostile values do nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.results.answers import answer

from tracewalk.results import clean, cut, html_table, sql_type, text_table, width

HOSTILE = "\x1b[2J\x1b]0;owned\x07 a\rb\nc\t\u202egnp\u2069 \u200b<script>alert(1)</script> \x9b31m"


def lines(sql: str, columns: int | None = None) -> list[str]:
    return list(text_table(answer(sql).table, columns))


def test_a_table_has_names_types_a_rule_and_rows() -> None:
    assert lines("SELECT 'ab' AS name, 7 AS n UNION ALL SELECT NULL, 1234567 ORDER BY n") == [
        "name           n",
        "VARCHAR  INTEGER",
        "───────  ───────",
        "ab             7",
        "NULL     1234567",
    ]
    assert lines("SELECT 1 AS x WHERE false")[-1] == "───────"


def test_long_values_are_cut_visibly_in_a_terminal_and_nowhere_else() -> None:
    sql = "SELECT repeat('x', 500) AS long, 'short' AS short, repeat('y', 50) AS mid"
    cut_ = lines(sql, 80)
    assert max(map(len, cut_)) == 80
    assert re.fullmatch(r"x+…  short    y+…", cut_[3])
    assert "x" * 500 in lines(sql)[3]


def test_columns_that_do_not_fit_are_told() -> None:
    sql = f"SELECT {', '.join(f'repeat(chr(97), 20) AS c{n}' for n in range(30))}"
    found = lines(sql, 80)
    assert found[0] == "(22 of 30 columns do not fit and are left out)"
    assert max(map(len, found)) <= 80


@given(st.text(), st.integers(10, 60))
def test_nothing_unprintable_is_printed_and_no_line_is_too_wide(text: str, columns: int) -> None:
    shown = cut(clean(text), columns)
    assert shown.isprintable()
    assert width(shown) <= columns


@pytest.mark.parametrize("columns", [None, 200])
def test_hostile_values_and_names_do_not_reach_the_terminal(columns: int | None) -> None:
    found = lines(f"""SELECT '{HOSTILE}' AS "{HOSTILE}", [{{'k': '{HOSTILE}'}}] AS l""", columns)
    assert all(line.isprintable() for line in found)
    assert "\\x1b[2J" in found[3]


def test_wide_and_combining_characters_keep_the_columns_in_line() -> None:
    found = lines("SELECT '漢字' AS a, 'x' AS b UNION ALL SELECT 'e\u0301', 'y'")
    assert width(found[3].partition("x")[0]) == width(found[4].partition("y")[0])


def test_html_is_escaped_and_says_types() -> None:
    text = html_table(answer(f"""SELECT '{HOSTILE}' AS "<b>", NULL AS n, 5 AS i FROM range(30)""").table, 3)
    assert "<script" not in text
    assert "<b>" not in text
    assert "&lt;script&gt;" in text
    assert "INTEGER" in text
    assert text.count("<tr>") == 4
    assert all(c.isprintable() for c in text)


@pytest.mark.parametrize(
    "told",
    [
        "BIGINT", "DOUBLE", "VARCHAR", "BOOLEAN", "TIMESTAMP", "TIMESTAMP_NS", "DATE", "HUGEINT", "DECIMAL(10,3)",
        "BLOB", "INTEGER[]", "INTEGER[3]", "STRUCT(a INTEGER, b VARCHAR[])", "MAP(VARCHAR, DOUBLE)", "UNION(k INTEGER)",
        "BIGNUM",
    ],
)  # fmt: skip
def test_types_have_the_names_that_sql_has(told: str) -> None:
    assert sql_type(answer(f"SELECT NULL::{told} AS x").schema.field(0).type) == told
