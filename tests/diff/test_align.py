"""Re-alignment: every step stands in exactly one row, in order, and gaps stand where values agree."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tracewalk.diff import edits as edits_module
from tracewalk.diff.align import align
from tracewalk.model import CwmStep


def steps(text: str) -> list[CwmStep]:
    """A step a letter: its line; `(` and `)` go a level down and up."""
    made, depth = [], 0
    for letter in text:
        if letter in "()":
            depth += 1 if letter == "(" else -1
        else:
            made.append(CwmStep("line", f"  {letter}\n", {}, {}, depth=depth))
    return made


def counting(values: list[int]) -> list[CwmStep]:
    """A loop's head and body, with what it has counted."""
    made = []
    for value in values:
        made += [CwmStep("line", line, None, {"i": str(value)}) for line in ("for i in x:\n", "    print(i)\n")]
    return made


def shown(truth: str, said: str) -> str:
    """Rows as text: `ab` a pair, `a-` missing, `-b` extra."""
    mine, theirs = truth.replace("(", "").replace(")", ""), said.replace("(", "").replace(")", "")
    rows = align(steps(truth), steps(said))
    return " ".join(("-" if i is None else mine[i]) + ("-" if j is None else theirs[j]) for i, j in rows)


def test_small_cases() -> None:
    assert shown("", "") == ""
    assert shown("abc", "abc") == "aa bb cc"
    assert shown("abc", "") == "a- b- c-"
    assert shown("", "ab") == "-a -b"
    assert shown("abcd", "acd") == "aa b- cc dd"
    assert shown("abd", "abcd") == "aa bb -c dd"
    assert shown("abcd", "axcd") == "aa bx cc dd"
    assert shown("abcd", "axycd") == "aa bx -y cc dd"
    assert shown("abxyz", "ab") == "aa bb x- y- z-"
    assert shown("ab", "cd") == "ac bd"


def test_a_forgotten_return_shifts_no_line() -> None:
    """The depths of all that follows differ, so event and line decide."""
    assert shown("a(bc)def", "a(bdef)") == "aa bb c- dd ee ff"


def test_depths_count_from_the_first_step() -> None:
    assert shown("(a(b)c)", "a(b)c") == "aa bb cc"


def test_a_skipped_iteration_is_the_one_whose_values_are_missing() -> None:
    rows = align(counting([1, 2, 3, 4]), counting([1, 3, 4]))
    assert rows == [(0, 0), (1, 1), (2, None), (3, None), (4, 2), (5, 3), (6, 4), (7, 5)]


def test_an_iteration_too_many_is_the_one_whose_values_are_new() -> None:
    rows = align(counting([1, 2, 3]), counting([1, 9, 2, 3]))
    assert rows == [(0, 0), (1, 1), (None, 2), (None, 3), (2, 4), (3, 5), (4, 6), (5, 7)]


def test_two_gaps_in_one_loop() -> None:
    rows = align(counting([1, 2, 3, 4, 5, 6]), counting([1, 3, 4, 6]))
    assert [i for i, j in rows if j is None] == [2, 3, 8, 9]


def test_beyond_the_cap_all_is_by_position(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(edits_module, "MAX_CELLS", 3)
    assert shown("abcd", "acd") == "aa b- cc dd", "few edits are still found"
    monkeypatch.setattr(edits_module, "MAX_EDITS", 1)
    assert shown("abcd", "xbyd") == "ax bb cy dd"


letters = st.text("abc()", max_size=30)


@settings(deadline=None)
@given(letters, letters)
def test_each_step_stands_in_one_row_in_order(truth: str, said: str) -> None:
    mine, theirs = steps(truth), steps(said)
    rows = align(mine, theirs)
    assert [i for i, _ in rows if i is not None] == list(range(len(mine)))
    assert [j for _, j in rows if j is not None] == list(range(len(theirs)))
    assert (None, None) not in rows


@settings(deadline=None)
@given(letters)
def test_a_trace_beside_itself_is_paired_step_by_step(text: str) -> None:
    made = steps(text)
    assert align(made, made) == [(i, i) for i in range(len(made))]


@settings(deadline=None)
@given(st.lists(st.integers(0, 3), max_size=12), st.lists(st.integers(0, 3), max_size=12))
def test_moved_gaps_agree_no_less(truth: list[int], said: list[int]) -> None:
    """No fewer values agree than by pairing the first iterations, and no more rows are unpaired."""
    mine, theirs = counting(truth), counting(said)
    rows = align(mine, theirs)
    agree = sum(mine[i].state == theirs[j].state for i, j in rows if i is not None and j is not None)
    first = sum(a.state == b.state for a, b in zip(mine, theirs, strict=False))
    assert agree >= first
    assert len(rows) == max(len(mine), len(theirs))
