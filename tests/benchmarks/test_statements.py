"""What texts state of values: clear statements, what only looks like one, and hostile texts."""

from __future__ import annotations

import time

import pytest

from tracewalk.benchmarks.statements import LONGEST, stated

KNOWN = {"x", "i", "total", "nums", "word", "a", "count"}


def said(text: str, names: set[str] = KNOWN) -> list[tuple[str, str]]:
    found = stated(text, names)
    assert all(text[one.start :].startswith(one.name) and one.end <= len(text) for one in found)
    return [(one.name, one.value) for one in found]


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("x is now 3.", [("x", "3")]),
        ("So i = 4, and total = 12.", [("i", "4"), ("total", "12")]),
        ("after the loop total becomes 12", [("total", "12")]),
        ("`x` is set to `[1, 2]` and `word` = 'a, b'", [("x", "[1, 2]"), ("word", "'a, b'")]),
        ("**total** = **-7**", [("total", "-7")]),
        ("- x = 3\n* i = 0\n1. total = 5", [("x", "3"), ("i", "0"), ("total", "5")]),
        ("Iteration 2 (i = 1): total goes from 3 to 4", [("i", "1"), ("total", "4")]),
        ("total = total + 3 = 7", [("total", "7")]),
        ("total = 3 + 4 = 7. Then x = 1", [("total", "7"), ("x", "1")]),
        ("total = 3 + 4 -> 7", [("total", "7")]),
        ("nums → [3, 'a', {'k': None}]", [("nums", "[3, 'a', {'k': None}]")]),
        ("the value of count is 2", [("count", "2")]),
        ("count's value is 2", [("count", "2")]),
        ("We set x to True; then x will be False", [("x", "True"), ("x", "False")]),
        ("i: 0, total: 6", [("i", "0"), ("total", "6")]),
        ("If i is 2, total becomes 6.", [("total", "6")]),
        ("x is 3.5 then x is 1e3", [("x", "3.5"), ("x", "1e3")]),
        ("x is \u22123", [("x", "-3")]),
        ('word = "it\'s"', [("word", '"it\'s"')]),
        ("ghost = 5", [("ghost", "5")]),
        ("a is ('b',)", [("a", "('b',)")]),
    ],
)
def test_a_statement_is_found(text: str, claims: list[tuple[str, str]]) -> None:
    assert said(text) == claims


@pytest.mark.parametrize(
    "text",
    [
        "x == 3",
        "x != 3 and x <= 3, x >= 3",
        "if x = 3 we stop",
        "check whether x is 3",
        "x should be 3",
        "x is not 3",
        "x might be 3, it could be that x is 4",
        "x + i = 7",
        "len(x) = 3 and nums[0] = 5 and obj.x = 2",
        "f(x=3, i=4)",
        "x = 3 + i",
        "2x = 6",
        "x = 3x",
        "x is 3rd, x is 50%, x = 1,000",
        "x is 3 times as long; x is 2 characters long; x is 0 or 1",
        "i = 0, 1, 2",
        "i is 0, 1, 2 and so on",
        "the answer is 5; this is 3",
        "x = [1, 2",
        "x = 'open",
        "x = y",
        "```python\nx = 3\n```",
        "```\nfor i in range(3):\n    total = 0\n```",
        "for i in range(3): total = 0:",
        "",
    ],
)
def test_nothing_is_stated(text: str) -> None:
    assert said(text) == []


def test_a_fence_without_code_states_values() -> None:
    assert said("```\ni = 0, total = 1\n```") == [("i", "0"), ("total", "1")]


@pytest.mark.parametrize(
    "text",
    [
        "x = " * 100_000,
        "x = [" * 50_000,
        "x = " + "[" * 100_000,
        "x = '" + "\\" * 100_000,
        "x = " + "9" * 100_000,
        "`" * 100_000 + "x = 1",
        "x is " + "now " * 100_000,
        "```" * 50_000,
        "(" * 100_000 + "x = 3",
        "x = 1 = " * 50_000,
        "x goes from " + "a" * 100_000 + " to 3",
        "\u202e\x00x\x1b = \ud800 3",
        "total " * 60_000,
    ],
)
def test_hostile_texts_end_soon(text: str) -> None:
    begin = time.process_time()
    found = stated(text, KNOWN)
    assert len(found) <= 1_000
    assert all(0 <= one.start < one.end <= LONGEST for one in found)
    assert time.process_time() - begin < 20  # a runaway takes hours
