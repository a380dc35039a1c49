"""Puts gaps where they belong: of a loop's equal lines, edit operations cannot tell which iteration is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tracewalk.model import CwmStep

__all__ = ["Row", "slid"]

MAX_SLIDES = 100_000
"""Places tried for all gaps of one prediction together."""
MAX_PERIODIC = 2_000
"""Steps of a gap up to which it may be several iterations, missing at several places."""

Row = tuple[int | None, int | None]
"""(index of the true step, index of the predicted one); None: extra, missing."""


def slid(rows: list[Row], truth: Sequence[CwmStep], said: Sequence[CwmStep]) -> list[Row]:
    """The rows with each run of missing or extra steps moved up to where most values of its neighbours agree.

    A run of several iterations may be split. It moves across a pair only where the pair that this makes is of one
    line; where nothing is gained, it stays.
    """
    slider = _Slider(rows.copy(), truth, said)
    start = 0
    while start < len(rows) and slider.left > 0:
        end = start + 1
        side = _open_side(slider.rows[start])
        if side is not None:
            while end < len(rows) and _open_side(slider.rows[end]) == side:
                end += 1
            slider.settle(start, end, side)
        start = end
    return slider.rows


def _open_side(row: Row) -> int | None:
    """Which side is missing: 0 of an extra step, 1 of a missing one."""
    return 0 if row[0] is None else 1 if row[1] is None else None


class _Move(NamedTuple):
    """How many more values agree when a run is moved up by so many rows."""

    gain: int
    up: int


class _Slider:
    def __init__(self, rows: list[Row], truth: Sequence[CwmStep], said: Sequence[CwmStep]) -> None:
        self.rows = rows
        self.truth = truth
        self.said = said
        self.left = MAX_SLIDES

    def settle(self, start: int, end: int, side: int) -> None:
        """Moves the run rows[start:end], or one iteration of it after the other, to its best place above."""
        while start < end:
            whole = self._best(start, end, side)
            length = self._period(start, end, side)
            part = self._best(start, start + length, side) if length < end - start else _Move(0, 0)
            until = start + length if part.gain > whole.gain else end
            self._move(start, until, side, max(part, whole).up)
            start = until

    def _period(self, start: int, end: int, side: int) -> int:
        """The length of an iteration, where the run is several of the same lines; else its own."""
        length = end - start
        if length > MAX_PERIODIC:
            return length
        steps = self.truth if side == 1 else self.said
        lines = [steps[row[1 - side] or 0].source for row in self.rows[start:end]]
        fits = (p for p in range(1, length) if length % p == 0 and lines[p:] == lines[:-p])
        return next(fits, length)

    def _best(self, start: int, end: int, side: int) -> _Move:
        gained = tried = 0
        best = _Move(0, 0)
        while tried < min(start, self.left):
            gain = self._gain(self.rows[start - tried - 1], end - start, side)
            if gain is None:
                break
            tried += 1
            gained += gain
            if gained > best.gain:
                best = _Move(gained, tried)
        self.left -= tried
        return best

    def _gain(self, row: Row, length: int, side: int) -> int | None:
        """How many more values agree in the pair that a row becomes when a run moves up across it; None: no pair."""
        i, j = row
        if i is None or j is None:
            return None
        after = self._agreement(i + length, j) if side == 1 else self._agreement(i, j + length)
        return None if after is None else after - (self._agreement(i, j) or 0)

    def _agreement(self, i: int, j: int) -> int | None:
        """How many values are the same; None where the lines are not."""
        true, said = self.truth[i], self.said[j]
        if true.event != said.event or true.source.strip() != said.source.strip():
            return None
        if true.state is None or said.state is None:
            return int(true.value == said.value)
        get = said.state.get
        return sum(get(name) == value for name, value in true.state.items())

    def _move(self, start: int, end: int, side: int, up: int) -> None:
        if up:
            crossed, run = self.rows[start - up : start], self.rows[start:end]
            down = [_shifted(row, start - end, 1 - side) for row in crossed]
            self.rows[start - up : end] = [_shifted(row, up, 1 - side) for row in run] + down


def _shifted(row: Row, up: int, side: int) -> Row:
    """The row with one of its sides moved up."""
    i, j = row
    return (None if i is None else i - up, j) if side == 0 else (i, None if j is None else j - up)
