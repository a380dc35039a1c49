"""The size of a cut value is the true length of its repr, or -1: never a guess."""

from __future__ import annotations

import pytest

from tracewalk.recorder.bounded import Bounded
from tracewalk.recorder.guard import Guard
from tracewalk.recorder.plain import Plain


class Loud:
    def __repr__(self):
        return "loud " * 20


class Broken:
    def __repr__(self):
        raise ValueError


def guard() -> Guard:
    return Guard(repr_ms=50, seconds=60, on_alarm=lambda frame: None)


KNOWN = [
    "x" * 100,
    "\n" * 30,
    "'" + '"' * 60,
    "\n" * 300,
    b"\0" * 100,
    bytearray(b"ab" * 100),
    ["abcdefgh"] * 5,
    Loud(),
]
UNKNOWN = [
    list(range(9)),
    {i: i for i in range(9)},
    set(range(9)),
    [["x" * 50]],
    [10**6000],
    10**6000,
    Broken(),
    "x" * 10**6,
]


@pytest.mark.parametrize("value", KNOWN, ids=range(len(KNOWN)))
def test_a_size_that_is_known_is_that_of_the_whole_repr(value):
    style = Bounded(guard(), items=5, chars=40)
    style.text(value)
    assert (style.cut, style.size) == (True, len(repr(value)))


@pytest.mark.parametrize("value", UNKNOWN, ids=range(len(UNKNOWN)))
def test_a_size_that_is_not_known_is_no_estimate(value):
    style = Bounded(guard(), items=5, chars=40)
    style.text(value)
    assert (style.cut, style.size) == (True, -1)


def test_the_count_of_what_is_left_out():
    style = Bounded(guard(), items=5, chars=40)
    assert style.text(list(range(9))) == "[0, 1, 2, 3, 4, ...+4]"
    assert style.text(["abcdefgh"] * 5) == f"{repr(['abcdefgh'] * 5)[:40]}...+20"
    assert style.text(["abcdefgh"] * 9) == f"{repr(['abcdefgh'] * 5)[:40]}..."
    assert style.text("x" * 100) == f"{'x' * 40!r}...+60"
    assert style.text("\n" * 40) == repr("\n" * 40)[:40] + "...+42"
    assert style.text("\n" * 100) == repr("\n" * 40)[:40] + "..."


def test_without_a_safe_repr_nothing_is_known_of_its_length():
    style = Plain(guard())
    style.text([Broken()])
    assert (style.cut, style.size) == (True, -1)


def test_sizes_in_the_steps(record):
    text = "def main():\n    xs = list(range(100_001))\n    ys = ['\\n'] * 3\n    s = 'a' * 5_000\n    return len(xs)\n"
    changes = {c["name"]: c for step in record(text, style="bounded").steps for c in step["changes"]}
    assert changes["xs"]["value"].endswith(", 98, 99, ...+99901]")
    assert (changes["xs"]["size"], changes["xs"]["cut"]) == (-1, True)
    assert (changes["ys"]["size"], changes["ys"]["cut"]) == (18, False)
    assert (changes["s"]["size"], changes["s"]["cut"]) == (5_002, True)
