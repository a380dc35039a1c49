"""The tool `edit`, as a function of texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracewalk.forage.inside.edit import MIDDLE, REPLACE, SEARCH, Refused, edited, parts, shown

LINES = st.lists(st.sampled_from(["a", "b", " a", "", "c d"]), max_size=12)


def block(path: str, old: list[str], new: list[str]) -> str:
    return "\n".join([path, SEARCH, *old, MIDDLE, *new, REPLACE])


@given(LINES, LINES)
def test_a_call_is_read_as_it_was_written(old: list[str], new: list[str]) -> None:
    assert parts(block("x/y.py", old, new)) == ("x/y.py", old, new)


@given(LINES, LINES.filter(bool), LINES, LINES)
def test_what_stands_there_once_is_replaced_and_nothing_else(
    before: list[str], old: list[str], after: list[str], new: list[str]
) -> None:
    lines = [*before, *old, *after]
    n = sum(lines[at : at + len(old)] == old for at in range(len(lines)))
    if n == 1:
        text, line = edited("f", "\n".join(lines), old, new)
        assert text == "\n".join([*before, *new, *after])
        assert line == len(before) + 1
    else:
        with pytest.raises(Refused, match=f"{n} times"):
            edited("f", "\n".join(lines), old, new)


@pytest.mark.parametrize(
    "given",
    [
        "",
        "f",
        SEARCH,
        block("f", ["a"], ["b"]).replace(MIDDLE, ""),
        block("", ["a"], ["b"])[1:],
        f"f\n{MIDDLE}\n{SEARCH}",
    ],
)
def test_what_is_no_block_is_refused_with_the_form(given: str) -> None:
    with pytest.raises(Refused, match=r"cannot be read. It must be a path and one block"):
        parts(given)


def test_two_blocks_are_refused() -> None:
    with pytest.raises(Refused, match="one SEARCH/REPLACE block in a call, and there are 2"):
        parts("\n".join([block("f", ["a"], ["b"])] * 2))


def test_lines_that_are_not_there_are_refused_and_near_ones_are_told() -> None:
    with pytest.raises(Refused, match=r"not in f as they were given\.$"):
        edited("f", "a\nb", ["c"], ["d"])
    with pytest.raises(Refused, match="A line like the first of them is there"):
        edited("f", "    a\nb", ["a"], ["d"])
    with pytest.raises(Refused, match="no lines to look for"):
        edited("f", "a", [], ["d"])


def test_what_is_around_a_change_is_shown_with_its_numbers() -> None:
    text = "\n".join(map(str, range(1, 31)))
    rows = shown(text, 15, 2).split("\n")
    assert rows[0] == "     7\t7"
    assert rows[-1] == "    24\t24"
    assert shown("a", 1, 1) == "     1\ta"
