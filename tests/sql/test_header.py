"""The header of a public query: what it says, and how each thing that is off in it is refused."""

from __future__ import annotations

from datetime import datetime

import pytest

from tracewalk.errors import UsageError
from tracewalk.sql import Chart, Parameter, Query, bind
from tracewalk.sql.header import is_public, read_query
from tracewalk.sql.scan import Use, uses

GOOD = """-- Longest runs
-- Where does nothing change for long?
-- A run ends where its frame does.
--
-- More of the same.
-- $dataset VARCHAR = NULL: only traces of this dataset; any where NULL
-- $trace VARCHAR: the trace's id
-- $limit BIGINT = 100: rows at most
-- $share DOUBLE = -0.5: a share
-- $sep VARCHAR = 'a: ''b''': between
-- $day TIMESTAMP = '2026-01-02': since then
-- $all BOOLEAN = false: also the others
-- chart: bar(func, n, kind)
SELECT func, n, kind -- $comment
FROM t
WHERE $trace::VARCHAR = trace_id AND ($dataset::VARCHAR IS NULL OR $sep::VARCHAR = '$text')
  AND share > $share::DOUBLE AND at > $day::TIMESTAMP AND $all::BOOLEAN
LIMIT $limit::BIGINT
"""


def query(text: str = GOOD) -> Query:
    return read_query("area/name", text)


def test_a_header_says_everything() -> None:
    read = query()
    assert (read.name, read.title, read.question) == (
        "area/name",
        "Longest runs",
        "Where does nothing change for long?",
    )
    assert read.notes == "A run ends where its frame does.\n\nMore of the same."
    assert read.chart == Chart("bar", "func", "n", "kind")
    assert read.parameters[:3] == (
        Parameter("dataset", "VARCHAR", None, False, "only traces of this dataset; any where NULL"),
        Parameter("trace", "VARCHAR", None, True, "the trace's id"),
        Parameter("limit", "BIGINT", "100", False, "rows at most"),
    )
    assert read.text == GOOD.rstrip()


def test_defaults_are_values() -> None:
    assert bind(query(), {"trace": "t"}) == {
        "dataset": None,
        "trace": "t",
        "limit": 100,
        "share": -0.5,
        "sep": "a: 'b'",
        "day": datetime.fromisoformat("2026-01-02"),
        "all": False,
    }


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("limit", "-3", -3),
        ("limit", "  ", 100),
        ("share", "1e3", 1000.0),
        ("all", "Yes", True),
        ("all", "0", False),
        ("day", "2026-11-23T10:00:00+02:00", datetime.fromisoformat("2026-11-23T08:00")),
        ("dataset", "'; DROP VIEW steps --", "'; DROP VIEW steps --"),
        ("dataset", "", None),
    ],
)
def test_a_text_becomes_a_value(name: str, text: str, value: object) -> None:
    assert bind(query(), {"trace": "t", name: text})[name] == value


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"trace": "t", "limit": "ten"}, r"\$limit takes a BIGINT, not 'ten'"),
        ({"trace": "t", "limit": str(2**63)}, r"\$limit takes a BIGINT"),
        ({"trace": "t", "limit": "9" * 5000}, r"\$limit takes a BIGINT"),
        ({"trace": "t", "all": "perhaps"}, r"\$all takes a BOOLEAN"),
        ({"trace": "t", "day": "soon"}, r"\$day takes a TIMESTAMP"),
        ({"trace": "t", "day": "0001-01-01T00:00:00+23:00"}, r"\$day takes a TIMESTAMP"),
        ({"limit": "1"}, r"needs \$trace \(VARCHAR\): the trace's id"),
        ({"trace": " "}, r"needs \$trace"),
        ({"trace": "t", "rows": "1"}, r"no parameter \$rows; it takes \$dataset, \$trace"),
    ],
)
def test_what_does_not_fit_is_refused(given: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        bind(query(), given)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("for long?", "for long.", "the second its question"),
        ("-- $limit BIGINT = 100: rows at most\n", "", r"\$limit is used, and the header does not list it"),
        ("LIMIT $limit::BIGINT", "", r"\$limit is listed, and the text does not use it"),
        ("LIMIT $limit::BIGINT", "LIMIT $limit", r"every \$limit is written \$limit::BIGINT"),
        ("LIMIT $limit::BIGINT", "LIMIT $limit::INTEGER", r"every \$limit is written \$limit::BIGINT"),
        ("$limit BIGINT = 100", "$limit INTEGER = 100", "one of VARCHAR, BIGINT"),
        ("BIGINT = 100", "BIGINT = many", r"the default does not fit: \$limit takes a BIGINT"),
        ("= 100: rows at most", "= 100", "is no parameter"),
        ("= 100: rows at most", "= : rows at most", "is no parameter"),
        ("-- $limit", "-- $all BOOLEAN = true: again\n-- $limit", "listed twice"),
        ("bar(func, n, kind)", "bar(func)", "is no chart"),
        ("bar(func, n, kind)", "bar(func, )", "is no chart"),
        ("bar(func, n, kind)", "pie(func, n)", "is no chart"),
        ("bar(func, n, kind)", "", "is no chart"),
        ("-- chart: bar", "-- chart: none\n-- chart: bar", "is no chart"),
    ],
)
def test_what_is_off_in_a_header_is_refused(old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(UsageError, match=f"area/name: .*{said}"):
        query(GOOD.replace(old, new))


def test_a_header_without_sql_is_refused() -> None:
    with pytest.raises(UsageError, match="no SQL"):
        query("-- Title\n-- Question?\n-- chart: none\n")


def test_a_query_is_public_by_its_chart_line() -> None:
    assert is_public(GOOD)
    assert not is_public("-- How many?\nSELECT 1 -- chart: none")
    assert not is_public("")


def test_parameters_are_found_outside_of_strings_and_comments() -> None:
    text = """SELECT '$a', 'it''s $b', "$c", e'\\'$d', $$ $e $$, $x$ $f $x$, /* $g
    */ $one::VARCHAR[], $two, 'a' || $one::varchar -- $h"""
    assert uses(text) == (Use("one", "VARCHAR[]"), Use("two", None), Use("one", "varchar"))
