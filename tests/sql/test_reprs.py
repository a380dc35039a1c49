"""`as_int`, `as_float` and `as_len` against Python: right for reprs, NULL for anything else, never an error."""

from __future__ import annotations

import math
from collections import Counter, OrderedDict, defaultdict, deque
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracewalk.recorder.bounded import Bounded
from tracewalk.recorder.guard import Guard
from tracewalk.sql import statement


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    made = duckdb.connect(":memory:")
    for macro in ("as_int", "as_float", "as_len"):
        made.execute(statement(f"schema/macros/{macro}"))
    return made


def read(connection: duckdb.DuckDBPyConnection, macro: str, text: str | None) -> Any:
    stored = None if text is None else text.encode("utf-8", "backslashreplace").decode()
    return connection.execute(f"SELECT {macro}($1::VARCHAR)", [stored]).fetchall()[0][0]


@settings(deadline=None, max_examples=60)
@given(number=st.integers() | st.integers(-(2**64), 2**64))
def test_as_int(connection: duckdb.DuckDBPyConnection, number: int) -> None:
    assert read(connection, "as_int", repr(number)) == (number if -(2**63) <= number < 2**63 else None)


@settings(deadline=None, max_examples=60)
@given(number=st.floats() | st.integers(-(2**1020), 2**1020))
def test_as_float(connection: duckdb.DuckDBPyConnection, number: float) -> None:
    found = read(connection, "as_float", repr(number))
    assert found == float(number) or (math.isnan(number) and math.isnan(found))


NO_NUMBERS = ["True", "None", "", " 7", "7 ", "7\n", "1_000", "0x10", "7.", ".5", "+7", "--7", "٣", "'7'", "1e", "7,5"]


@pytest.mark.parametrize("text", [*NO_NUMBERS, None, "Infinity", "NaN", "inf ", "1e5e5", "(1+2j)"])
def test_what_is_no_number_is_null(connection: duckdb.DuckDBPyConnection, text: str | None) -> None:
    assert read(connection, "as_int", text) is None
    assert read(connection, "as_float", text) is None


def test_a_float_is_no_int(connection: duckdb.DuckDBPyConnection) -> None:
    assert [read(connection, "as_int", text) for text in ("1.0", "1e3", "inf", "nan")] == [None] * 4


ATOMS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.binary(max_size=4)
QUOTED = st.text(alphabet="'\"\\,[](){}<>.+ ab\n\0é", max_size=8)
KEYS = st.integers() | QUOTED | st.tuples(QUOTED, st.integers())
VALUES = st.recursive(
    ATOMS | QUOTED | st.sampled_from([len, Exception, object]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(KEYS, inner, max_size=4)
        | st.sets(KEYS, max_size=4)
        | st.frozensets(KEYS, max_size=4)
        | st.lists(inner, max_size=4).map(deque)
        | st.lists(KEYS, max_size=5).map(Counter)
        | st.dictionaries(KEYS, inner, max_size=3).map(OrderedDict)
        | st.dictionaries(KEYS, inner, max_size=3).map(lambda d: defaultdict(list, d))
        | st.dictionaries(KEYS, inner, max_size=3).map(lambda d: d.items())
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=300)
@given(value=VALUES)
def test_as_len_is_len(connection: duckdb.DuckDBPyConnection, value: Any) -> None:
    sized = hasattr(value, "__len__") and not isinstance(value, type)
    assert read(connection, "as_len", repr(value)) == (len(value) if sized else None)


@settings(deadline=None, max_examples=200)
@given(value=VALUES)
def test_as_len_counts_what_was_shortened_or_says_nothing(connection: duckdb.DuckDBPyConnection, value: Any) -> None:
    bounded = Bounded(Guard(repr_ms=50, seconds=9, on_alarm=lambda: None), items=2, chars=40)
    text = bounded.text(value)
    found = read(connection, "as_len", text)
    assert found is None or found == len(value), text


LENGTHS = {
    "[1, 2, ...+98]": 100,
    "[...+5]": 5,
    "(1, ...+9)": 10,
    "{'a': 1, ...+2}": 3,
    "deque([1, ...+9], maxlen=20)": 10,
    "'abc'...+7": 10,
    "b'ab'...+3": 5,
    "['x', 'abc'...+5]": 2,
    "['abc'...+5, 'x']": 2,
    "[<re.Match object; span=(0, 1), match='-'>, 2]": 2,
    "[<function f.<locals>.<lambda>>]": 1,
    "[Point(x=1, y=2), {'a': [1, 2]}]": 2,
    "set()": 0,
    "frozenset()": 0,
    "[[...]]": 1,
    "dict_keys([1, 2])": 2,
    "deque([1], maxlen=3)": 1,
    "defaultdict(<class 'list'>, {1: [1, 2], 2: []})": 2,
    "'it\\'s'": 4,
    "'\\x00\\ud800\\U0001f600\\n'": 4,
}


@pytest.mark.parametrize("text", LENGTHS)
def test_as_len_of_reprs(connection: duckdb.DuckDBPyConnection, text: str) -> None:
    assert read(connection, "as_len", text) == LENGTHS[text]


@pytest.mark.parametrize(
    "text",
    [
        None, "", "1", "None", "(1+2j)", "range(0, 5)", "Point(x=1, y=2)", "<Foo a, b>", "[1, 2", "[1)", "[1] + [2]",
        "[it's, that's]", "[a'b]", "[...]", "'abc", "'a'b'", "[1, 2...", "[1, 2...+5", "[x > y, 1]", "Counter(n=3)",
        "deque(maxlen=3)", "'abc\\'...+7", "][", "(", "[" * 5000 + "]" * 5000, "[" * 5000, "list([1])", "array([1, 2])",
    ],
)  # fmt: skip
def test_what_has_no_length_is_null(connection: duckdb.DuckDBPyConnection, text: str | None) -> None:
    assert read(connection, "as_len", text) is None


@settings(deadline=None, max_examples=200)
@given(text=st.text(alphabet="[](){}<>'\"\\,.+ ab1enfit-\n", max_size=30))
def test_no_text_is_an_error(connection: duckdb.DuckDBPyConnection, text: str) -> None:
    for macro in ("as_int", "as_float", "as_len"):
        read(connection, macro, text)
