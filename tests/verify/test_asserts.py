"""Assertions become calls with what they should give, or with a condition on it."""

from __future__ import annotations

import pytest

from tracewalk.verify.asserts import asserted, called_in, checked_by, is_condition


def pairs(text: str, entry: str = "f", alias: str | None = None) -> list[tuple[str, str | None, str | None]]:
    return [(test.input, test.expected, test.entry) for test in asserted(text, entry, alias=alias) or ()]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("assert f(1, 2) == 3", ("1, 2", "3", None)),
        ("assert [1] == f('==', \"a\")", ("'==', \"a\"", "[1]", None)),
        ("assert f(1) == -1, 'not so'", ("1", "-1", None)),
        ("assert f(1) is None", ("1", "None", None)),
        ("assert f(1) is True", ("1", "_ is True", None)),
        ("assert f(1)", ("1", "bool(_)", None)),
        ("assert not f(x=1)", ("x=1", "not _", None)),
        ("assert set(f([1])) == set((1, 2))", ("[1]", "set(_) == set((1, 2))", None)),
        ("assert abs(f(2.0) - 1.5) < 0.1", ("2.0", "abs(_ - 1.5) < 0.1", None)),
        ("assert f(1) == x", ("1", "_ == x", None)),
        ("assert f(1) != 2", ("1", "_ != 2", None)),
        ("assert f(1).real == 2", ("1", "_.real == 2", None)),
        ("assert 'f(1)' + f(1) == 'f(1)a'", ("1", "'f(1)' + _ == 'f(1)a'", None)),
        ("assert f(f(1)) == 2", ("f(f(1)) == 2", "True", "bool")),
        ("assert f(1) == f(2)", ("f(1) == f(2)", "True", "bool")),
        ("assert all(f(i) for i in (1, 2))", ("all(f(i) for i in (1, 2))", "True", "bool")),
        ("assert list(map(f, [1])) == [2]", ("list(map(f, [1])) == [2]", "True", "bool")),
        ("assert f(_) == 1", ("f(_) == 1", "True", "bool")),
        ("assert 1 < 2", ("1 < 2", "True", "bool")),
    ],
)
def test_an_assertion(text: str, wanted: tuple[str, str, str | None]) -> None:
    assert pairs(text) == [wanted]


def test_many_at_once_and_what_is_not_only_assertions() -> None:
    assert pairs("assert f(1) == 1\nassert True, 'prints'\n\nassert f(2) == 4\n") == [
        ("1", "1", None),
        ("2", "4", None),
    ]
    assert pairs("assert c(1) == 1 and c(2)", "f", "c") == [("f(1) == 1 and f(2)", "True", "bool")]
    assert pairs("assert c(1) == 1", "f", "c") == [("1", "1", None)]
    assert asserted("x = 1\nassert f(x) == 1", "f") is None
    assert asserted("assert f(", "f") is None


HUMAN_EVAL = """

METADATA = {'author': 'x'}


def check(candidate):
    assert candidate([1.0, 2.0], 0.3) == True
    assert candidate([1.0], 0.05) == False
    assert True, "This prints if this assert fails"

"""


def test_the_check_of_human_eval() -> None:
    tests = checked_by(HUMAN_EVAL, "close")
    assert [(test.input, test.expected, test.entry, test.code) for test in tests] == [
        ("[1.0, 2.0], 0.3", "True", None, ""),
        ("[1.0], 0.05", "False", None, ""),
    ]


def test_a_check_with_helpers_takes_them_along() -> None:
    text = "import math\n\ndef near(a, b):\n    return math.isclose(a, b)\n\ndef check(c):\n    assert near(c(2), 4)\n"
    (test,) = checked_by(text, "square")
    assert (test.input, test.expected) == ("2", "near(_, 4)")
    assert test.code == "import math\ndef near(a, b):\n    return math.isclose(a, b)"


@pytest.mark.parametrize(
    "text",
    [
        "def check(candidate):\n    for n in range(9):\n        assert candidate(n) == n\n",
        "def check(candidate):\n    x = 3\n    assert candidate(x) == x\n",
        "def check():\n    pass\n",
        "def check(candidate):\n    pass\n",
    ],
)
def test_a_check_that_is_more_than_assertions_is_called_as_it_is(text: str) -> None:
    (test,) = checked_by(text, "f")
    assert (test.input, test.expected, test.entry, test.code, test.fault) == ("f", "None", "check", text, None)


def test_a_check_that_cannot_be_read_is_at_fault() -> None:
    (test,) = checked_by("def check(:", "f")
    assert test.fault is not None


def test_which_function_is_meant() -> None:
    lines = ["assert set(g(1)) == set(h(2))", "assert g(2) == 3"]
    assert called_in(lines, frozenset({"g", "h"})) == "g"
    assert called_in(lines, frozenset({"h"})) == "h"
    assert called_in(lines, frozenset({"x"})) is None


def test_conditions() -> None:
    assert is_condition("_ == 1")
    assert is_condition("not _")
    assert not is_condition("'_'")
    assert not is_condition("[1]")
    assert not is_condition("(")
