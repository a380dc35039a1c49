"""Re-aligns a prediction with its truth, so that one skipped iteration does not make all that follows wrong.

By the fewest edits over (depth, event, stripped source line).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence

from tracewalk.diff.edits import Edit, is_near, regions
from tracewalk.diff.slide import Row, slid
from tracewalk.model import CwmStep

__all__ = ["Row", "align"]

FEW, MANY = 100, 20_000
"""A prediction on the true path needs at most an eighth of the steps in edits, between these."""


def align(truth: Sequence[CwmStep], said: Sequence[CwmStep]) -> list[Row]:
    """Rows (index in truth, index in said) in order; None on one side for a missing or an extra step.

    Depths count from each side's first step where both are the same line. Where depths differ, event and line decide,
    of all steps where one forgotten return shifts the depths of the rest; what still differs is paired by position.
    A gap within equal lines is put where most values agree.
    """
    shift = said[0].depth - truth[0].depth if truth and said and _line(truth[0]) == _line(said[0]) else 0
    head, tail = _same_ends(truth, said, shift)
    rows: list[Row] = [(i, i) for i in range(head)]
    ends = (head, len(truth) - tail, head, len(said) - tail)
    rows += _middle(truth, said, ends, shift)
    rows += [(len(truth) - k, len(said) - k) for k in range(tail, 0, -1)]
    return rows if len(rows) == head + tail else slid(rows, truth, said)


def _line(step: CwmStep) -> Hashable:
    return (step.event, step.source.strip())


def _same_ends(truth: Sequence[CwmStep], said: Sequence[CwmStep], shift: int) -> tuple[int, int]:
    most = min(len(truth), len(said))
    head = _same(zip(truth, said, strict=False), shift)
    tail = _same(zip(reversed(truth), reversed(said), strict=False), shift) if head < most else 0
    return head, min(tail, most - head)


def _same(pairs: Iterable[tuple[CwmStep, CwmStep]], shift: int) -> int:
    """How many of the first pairs are the same line at the same depth."""
    n = 0
    for t, s in pairs:
        if t.event != s.event or t.depth != s.depth - shift:
            break
        if t.source != s.source and t.source.strip() != s.source.strip():
            break
        n += 1
    return n


def _middle(
    truth: Sequence[CwmStep], said: Sequence[CwmStep], ends: tuple[int, int, int, int], shift: int
) -> Iterator[Row]:
    mine: list[Hashable] = [(t.event, t.source.strip(), t.depth + shift) for t in truth[ends[0] : ends[1]]]
    theirs: list[Hashable] = [(s.event, s.source.strip(), s.depth) for s in said[ends[2] : ends[3]]]
    loose = [_line(t) for t in truth[ends[0] : ends[1]]], [_line(s) for s in said[ends[2] : ends[3]]]
    few = max(FEW, min(len(mine) // 8, MANY))
    if not is_near(mine, theirs, few) and is_near(*loose, few):
        yield from _rows(regions(*loose), ends[0], ends[2])
        return
    for same, i1, i2, j1, j2 in regions(mine, theirs):
        if same:
            yield from zip(range(ends[0] + i1, ends[0] + i2), range(ends[2] + j1, ends[2] + j2), strict=True)
        else:
            yield from _rows(regions(loose[0][i1:i2], loose[1][j1:j2]), ends[0] + i1, ends[2] + j1)


def _rows(edits: Iterable[Edit], at: int, to: int) -> Iterator[Row]:
    for _, i1, i2, j1, j2 in edits:
        paired = min(i2 - i1, j2 - j1)
        yield from ((at + i1 + k, to + j1 + k) for k in range(paired))
        yield from ((i, None) for i in range(at + i1 + paired, at + i2))
        yield from ((None, j) for j in range(to + j1 + paired, to + j2))
