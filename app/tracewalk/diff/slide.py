"""Puts a gap where it belongs: of a loop's equal lines, edit operations cannot tell which iteration is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tracewalk.model import CwmStep

__all__ = ["Row", "slid"]

MAX_SLIDES = 100_000
"""Places tried for all gaps of one prediction together."""

Row = tuple[int | None, int | None]
"""(index of the true step, index of the predicted one); None: extra, missing."""
Agreement = Callable[[int, int], int | None]


def slid(rows: list[Row], truth: Sequence[CwmStep], said: Sequence[CwmStep]) -> list[Row]:
    """The rows with each run of missing or extra steps moved up to where most values of its neighbours agree.

    A run moves across a pair only where the pair that this makes is of one line; where nothing is gained, it stays.
    """
    rows = rows.copy()
    left = MAX_SLIDES
    start = 0
    while start < len(rows) and left > 0:
        end = start + 1
        side = _open_side(rows[start])
        if side is not None:
            while end < len(rows) and _open_side(rows[end]) == side:
                end += 1
            left -= _settle(rows, start, end, side, lambda i, j: _agreement(truth[i], said[j]), left)
        start = end
    return rows


def _open_side(row: Row) -> int | None:
    """Which side is missing: 0 of an extra step, 1 of a missing one."""
    return 0 if row[0] is None else 1 if row[1] is None else None


def _gain(old: Row, new: tuple[int, int], agreement: Agreement) -> int | None:
    """How many more values agree in the new pair than in the old one; None where the new one is no pair."""
    after = agreement(*new)
    i, j = old
    return None if after is None or i is None or j is None else after - (agreement(i, j) or 0)


def _agreement(true: CwmStep, said: CwmStep) -> int | None:
    """How many values are the same; None where the lines are not."""
    if true.event != said.event or true.source.strip() != said.source.strip():
        return None
    if true.state is None or said.state is None:
        return int(true.value == said.value)
    get = said.state.get
    return sum(get(name) == value for name, value in true.state.items())


def _settle(rows: list[Row], start: int, end: int, side: int, agreement: Agreement, most: int) -> int:
    """Moves the run rows[start:end] up to its best place; gives the number of places tried."""
    length = end - start
    best = gained = best_gain = tried = 0
    while tried < min(start, most):
        old = rows[start - tried - 1]
        new = _paired(old, length, side)
        if new is None:
            break
        gain = _gain(old, new, agreement)
        if gain is None:
            break
        tried += 1
        gained += gain
        if gained > best_gain:
            best, best_gain = tried, gained
    if best:
        crossed = rows[start - best : start]
        gap = [_shifted(row, best, 1 - side) for row in rows[start:end]]
        rows[start - best : end] = gap + [_shifted(row, -length, 1 - side) for row in crossed]
    return tried


def _paired(row: Row, length: int, side: int) -> tuple[int, int] | None:
    """The pair that a pair becomes when a run of so many steps moves up across it."""
    i, j = row
    if i is None or j is None:
        return None
    return (i + length, j) if side == 1 else (i, j + length)


def _shifted(row: Row, up: int, side: int) -> Row:
    """The row with one of its sides moved up."""
    i, j = row
    return (None if i is None else i - up, j) if side == 0 else (i, None if j is None else j - up)
