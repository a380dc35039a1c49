"""Variables written into the traced frame: what comes before is as it was, what comes after works with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tracewalk.errors import RecordError
from tracewalk.model import Setting

Record = Callable[..., Any]

LOOP = """
def main(n):
    total = 0
    for i in range(n):
        total += i
    return total
"""


def at(recording: Any, text: str, nth: int = 0) -> int:
    """The number of a step by its row."""
    found = [step for step, row in enumerate(recording.table()) if row.startswith(text)]
    return found[nth]


def test_the_step_shows_the_value_and_its_line_works_with_it(record: Record) -> None:
    plain = record(LOOP, args=(4,))
    step = at(plain, "line f0 L5", 1)
    edited = record(LOOP, args=(4,), edits=[Setting(step, "total", "100"), Setting(step, "i", "7")])
    assert edited.table()[:step] == plain.table()[:step]
    assert edited.table()[step] == "line f0 L5 total=100 i=7"
    assert edited.table()[step + 1] == "line f0 L4 total=107"
    assert edited.ending.value == 107 + 2 + 3


def test_several_steps_are_edited(record: Record) -> None:
    edited = record(LOOP, args=(4,), edits=[Setting(8, "total", "-1"), Setting(3, "total", "10")])
    assert edited.table()[3] == "line f0 L5 total=10 i=0"
    assert edited.states()[8]["total"] == ("int", "-1")
    assert edited.ending.value == -1 + 3


def test_an_argument_is_edited_at_the_call(record: Record) -> None:
    edited = record(LOOP, args=(4,), edits=[Setting(0, "n", "1")])
    assert edited.table()[0] == "call f0 L2 n=1"
    assert edited.ending.value == 0


def test_a_name_that_is_not_bound_yet(record: Record) -> None:
    edited = record(LOOP, args=(0,), edits=[Setting(2, "i", "'new'")])
    assert edited.table()[2] == "line f0 L4 total=0 i='new'"
    assert edited.ending.value == 0


def test_a_variable_that_closures_share(record: Record) -> None:
    text = """
def main():
    n = 1
    def more():
        nonlocal n
        n += 1
        return n
    return more() + n
"""
    plain = record(text)
    inside = at(plain, "line f1 L6")
    edited = record(text, edits=[Setting(inside, "n", "10")])
    assert edited.ending.value == 22
    outside = at(plain, "line f0 L8")
    assert record(text, edits=[Setting(outside, "n", "10")]).ending.value == 22


def test_only_the_frame_of_the_step_is_edited(record: Record) -> None:
    text = """
def down(n):
    if n == 0:
        return []
    rest = down(n - 1)
    return [n] + rest

def main():
    return down(3)
"""
    plain = record(text)
    step = at(plain, "line f3 L3")
    edited = record(text, edits=[Setting(step, "n", "0")])
    assert edited.ending.value == [3, 2]


def test_a_handler_sees_what_was_edited_at_the_exception(record: Record) -> None:
    text = """
def main():
    n = 1
    try:
        n / 0
    except ZeroDivisionError:
        return n
"""
    step = at(record(text), "exception f0 L5")
    edited = record(text, edits=[Setting(step, "n", "[5]")])
    assert edited.ending.value == [5]
    assert edited.states()[step]["n"] == ("list", "[5]")


def test_a_module_is_edited(record: Record) -> None:
    text = "a = 1\nb = a + 1\nprint(b)\n"
    step = at(record(text, None), "line f0 L2")
    edited = record(text, None, edits=[Setting(step, "a", "41")])
    assert edited.stream("stdout") == "42\n"


def test_a_generator_goes_on_with_it(record: Record) -> None:
    text = """
def count():
    n = 0
    while n < 3:
        yield n
        n += 1

def main():
    return list(count())
"""
    plain = record(text)
    step = at(plain, "line f1 L6")
    assert record(text, edits=[Setting(step, "n", "1")]).ending.value == [0, 2]


def test_a_loop_that_is_analysed_by_then(record: Record) -> None:
    """Lines that ran often are looked at for the names that they bind: an edit is another name."""
    plain = record(LOOP, args=(200,))
    step = at(plain, "line f0 L5", 150)
    for exact in (False, True):
        edited = record(LOOP, args=(200,), exact=exact, edits=[Setting(step, "n", "-5")])
        assert edited.states()[step]["n"] == ("int", "-5")
        assert edited.table()[step + 1 :] == plain.table()[step + 1 :]
    held = record(LOOP, args=(200,), edits=[Setting(step, "total", "True")])
    assert held.states()[step]["total"] == ("bool", "True")
    assert held.ending.value == 1 + sum(range(150, 200))


def test_rows_that_left_already_are_counted(record: Record) -> None:
    plain = record(LOOP, args=(200,))
    step = at(plain, "line f0 L5", 150)
    edited = record(LOOP, args=(200,), settings={"row_group": 16}, edits=[Setting(step, "total", "0")])
    assert edited.ending.value == sum(range(150, 200))
    assert edited.table()[:step] == plain.table()[:step]


def test_a_container_is_a_new_object(record: Record) -> None:
    text = """
def main():
    a = [1]
    b = a
    a.append(2)
    return a, b
"""
    step = at(record(text), "line f0 L5")
    assert record(text, edits=[Setting(step, "a", "[7]")]).ending.value == ([7, 2], [1])


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        (Setting(2, "nobody", "1"), "main has no variable of this name. It has: n, total, i"),
        (Setting(900, "n", "1"), "ended after 13 steps"),
        (Setting(12, "n", "1"), "the step is a return"),
        (Setting(2, "n", "open('x')"), "not a Python literal"),
    ],
)
def test_an_edit_that_cannot_be_made_is_said(record: Record, setting: Setting, message: str) -> None:
    assert len(record(LOOP, args=(4,)).steps) == 13
    with pytest.raises(RecordError, match=message):
        record(LOOP, args=(4,), edits=[setting])
