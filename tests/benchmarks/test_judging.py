"""Statements against the values that variables really held."""

from __future__ import annotations

import pytest

from tracewalk.benchmarks import Life, Statement, against, counts


def life(name: str, value: str, start: int, stop: int, frame: int = 0, *, cut: bool = False) -> Life:
    return Life(name, frame, value, start, stop, cut)


LIVES = [
    life("i", "0", 2, 5), life("i", "1", 5, 8), life("i", "2", 8, 12),
    life("total", "0", 1, 4), life("total", "3", 4, 12),
    life("flag", "True", 1, 12), life("s", "'ab'", 1, 12), life("long", "[1, 2", 1, 12, cut=True),
    life("n", "3", 1, 4), life("n", "1", 4, 6, 1), life("n", "3", 6, 12),
]  # fmt: skip


def judged(*said: tuple[str, str]) -> list[tuple[str, int | None]]:
    return [(one.verdict, one.step) for one in against([Statement(0, 1, *one) for one in said], LIVES)]


@pytest.mark.parametrize(
    ("said", "verdicts"),
    [
        ([("i", "0"), ("i", "1"), ("total", "3"), ("i", "2")],
         [("right", 2), ("right", 5), ("right", 5), ("right", 8)]),
        ([("i", "2"), ("i", "0")], [("right", 8), ("earlier", 2)]),
        ([("i", "1"), ("i", "7"), ("i", "2")], [("right", 5), ("wrong", 5), ("right", 8)]),
        ([("ghost", "1"), ("long", "[1, 2, 3]")], [("unknown", None), ("unknown", None)]),
        ([("s", '"ab"'), ("total", "3.0"), ("flag", "1")], [("right", 1), ("right", 4), ("wrong", 4)]),
        ([("n", "1"), ("n", "3")], [("right", 4), ("right", 6)]),
        ([], []),
    ],
)  # fmt: skip
def test_verdicts(said: list[tuple[str, str]], verdicts: list[tuple[str, int | None]]) -> None:
    assert judged(*said) == verdicts


def test_a_wrong_statement_says_what_was_really_there() -> None:
    (one,) = against([Statement(0, 1, "i", "9")], LIVES)
    assert one.really == ("0", "1", "2")
    assert counts([one]) == {"right": 0, "earlier": 0, "wrong": 1, "unknown": 0}


def test_a_frame_is_told() -> None:
    (one,) = against([Statement(0, 1, "n", "1")], LIVES)
    assert (one.step, one.frame_id) == (4, 1)
