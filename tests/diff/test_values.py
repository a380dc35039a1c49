"""Two texts of values: the table `values.txt`, hostile texts, and properties over values that Python itself writes."""

from __future__ import annotations

import sys
from collections import OrderedDict, deque
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracewalk.diff import EQUAL_RULES, WRONG_RULES, compare, explain, kind_of, output_equal
from tracewalk.diff.forms import normal

ROWS = [line for line in Path(__file__).with_name("values.txt").read_text().splitlines()[1:] if line]

HOSTILE = {
    "parentheses": "(" * 50_000,
    "nested": "[" * 50_000 + "]" * 50_000,
    "nested 99": "[" * 99 + "]" * 99,
    "minus": "-" * 50_000 + "1",
    "not": "not " * 30_000 + "1",
    "sum": "+".join(["1"] * 40_000),
    "attributes": "a" + ".a" * 40_000,
    "calls": "a" + "()" * 40_000,
    "conditions": "1 if 1 else " * 8_000 + "1",
    "lambdas": "lambda:" * 10_000,
    "power": "2**" * 30_000 + "2",
    "comparison": "<".join(["1"] * 40_000),
    "long int": "9" * 90_000,
    "long hex": "0x" + "f" * 90_000,
    "huge power": "9**9**9**9",
    "ten megabytes": "1" * 10_000_000,
    "long list": str(list(range(1_000_000))),
    "long string": repr("ab" * 3_000_000),
    "quotes": "'" * 99_999,
    "escaped quotes": "'" + "\\'" * 49_000,
    "open": "<" * 99_999,
    "open and quoted": "<'" * 49_000,
    "stars": "{" + "**a," * 20_000 + "}",
    "null": "a\0b",
    "surrogate": "'\ud800'",
    "f-strings": "f'{1}'" * 10_000,
    "bad escapes": "'" + "\\d" * 40_000 + "'",
    "unhashable": "{[]: 1, {}: 2}",
    "not utf-8": "'\udcff",
    "lines": "1\n2\n",
    "tabs": "\t\x0c 1",
    "walrus": "(a:=1)",
    "yield": "(yield)",
    "named unicode": "'\\N{DIGIT ONE}' '\\N{no such}'",
    "ellipses": "[" + "...+1, " * 30_000 + "]",
    "cut forever": "'a'...+" + "9" * 50_000,
    "objects": "<a <b>" * 16_000,
}


@pytest.mark.parametrize("row", ROWS)
def test_table(row: str) -> None:
    expected, true, said = row.split("|") if row.count("|") == 2 else (*row.split("|"), "")
    cut, words = expected.startswith("cut "), expected.removeprefix("cut ").strip()
    verdict, _, rule = ("cut", "", words) if words == "shortened" else words.partition(" ")
    found = compare(true[1:-1], said[1:], cut)
    assert (found.verdict, found.rule) == (verdict, rule)
    assert rule in (WRONG_RULES if verdict == "wrong" else EQUAL_RULES)
    if not cut:
        assert compare(said[1:], true[1:-1]).verdict == verdict


@pytest.mark.filterwarnings("ignore:invalid escape sequence")
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_compared_as_text(name: str) -> None:
    text = HOSTILE[name]
    for true, said, cut in [("[1, 2]", text, False), (text, "[1, 2]", True), (text, f"{text}x", True)]:
        assert compare(true, said, cut).rule in EQUAL_RULES.keys() | WRONG_RULES.keys()
    explain("[1, 2]", text)
    output_equal("[1, 2]", text)
    assert compare(text, f" {text}").right
    assert isinstance(kind_of(text), str)


def test_nothing_is_evaluated(tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    text = f"open({str(trap)!r}, 'w')"
    assert compare("1", text).verdict == "wrong"
    assert not output_equal("1", text)
    explain(text, "1")
    assert not trap.exists()


def test_too_deep_and_too_long_texts_differ_only_as_text() -> None:
    deep = "[" * 101 + "]" * 101
    assert compare(deep, deep.replace("]]", "] ]", 1)).rule == "whitespace"
    assert compare(deep, deep.replace("[]", "[1]")).rule == "text"
    long = str(["a"] * 30_000)
    assert compare(long, long.replace("'", '"')).rule == "text"
    assert normal("'(((" + "(" * 200 + "'")[0] == "str", "brackets within a string are no depth"


def test_an_int_beyond_pythons_limit_of_digits_is_text() -> None:
    digits = "1" * (sys.get_int_max_str_digits() + 1)
    assert compare(digits, digits[:-1] + "2") == compare("a b", "a c")


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.binary(max_size=4)
    | st.complex_numbers(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=3)
        | st.sets(st.integers() | st.text(max_size=3), max_size=4)
        | st.lists(inner, max_size=3).map(deque)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3).map(OrderedDict)
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(values)
def test_a_value_equals_itself_however_its_text_is_spaced(value: object) -> None:
    text = repr(value)
    assert compare(text, text).rule == "identical"
    spaced = "".join(f"{char} " if char in "[({,:" and "'" not in text and '"' not in text else char for char in text)
    assert compare(text, spaced).right
    assert not explain(text, spaced).parts


@settings(deadline=None)
@given(values, values)
def test_equality_is_that_of_types_and_texts(one: object, other: object) -> None:
    """Values of the same text are equal; Python's unequal ones never are (NaN aside, which repr shows as equal)."""
    true, said = repr(one), repr(other)
    found = compare(true, said)
    assert found == compare(true, said), "remembered or not"
    assert compare(said, true).right == found.right
    if true == said:
        assert found.rule == "identical"
    elif one != other and "nan" not in true:
        assert not found.right
    assert bool(explain(true, said).parts) != found.right


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_compared_both_ways_alike(true: str, said: str) -> None:
    assert compare(true, said).right == compare(said, true).right
    assert compare(true, true).right
    compare(true, said, cut=True)


@settings(deadline=None)
@given(st.text("[](){}<>'\"\\,:. -+*=0aeN#\n", max_size=40), st.text("[](){}<>'\"\\,:. -+*=0aeN#\n", max_size=40))
def test_any_punctuation_is_compared(true: str, said: str) -> None:
    assert compare(true, said).right == compare(said, true).right
    explanation = explain(true, said)
    for part in explanation.parts:
        for text, whole, span in ((part.true, true, part.true_span), (part.said, said, part.said_span)):
            assert (text is None) == (span is None)
            assert span is None or whole[slice(*span)] == text
