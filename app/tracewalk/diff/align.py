"""Re-aligns a prediction with its truth, so that one skipped iteration does not make all that follows wrong.

By rapidfuzz's Levenshtein opcodes over (depth, event, stripped source line); difflib is 100 times slower on the many
equal lines of a loop and quadratic there.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence

from rapidfuzz.distance import Levenshtein

from tracewalk.diff.slide import Row, slid
from tracewalk.model import CwmStep

__all__ = ["MAX_CELLS", "Row", "align"]

MAX_CELLS = 20_000_000_000
"""Steps differing at the ends cut off, true ones times predicted ones, beyond which the rest is aligned by position."""


def align(truth: Sequence[CwmStep], said: Sequence[CwmStep]) -> list[Row]:
    """Rows (index in truth, index in said) in order; None on one side for a missing or an extra step.

    Depths count from each side's first step where both are the same line. Where depths differ, event and line decide;
    what still differs is paired by position. A gap within equal lines is put where most values agree.
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
    mine = [(t.depth + shift, t.event, t.source.strip()) for t in truth[ends[0] : ends[1]]]
    theirs = [(s.depth, s.event, s.source.strip()) for s in said[ends[2] : ends[3]]]
    for same, i1, i2, j1, j2 in _regions(mine, theirs):
        if same:
            yield from zip(range(ends[0] + i1, ends[0] + i2), range(ends[2] + j1, ends[2] + j2), strict=True)
        else:
            loose = _edits([key[1:] for key in mine[i1:i2]], [key[1:] for key in theirs[j1:j2]])
            yield from _rows(loose, ends[0] + i1, ends[2] + j1)


Edit = tuple[bool, int, int, int, int]
"""(same, from and to in one list, from and to in the other)."""


def _edits(mine: Sequence[Hashable], theirs: Sequence[Hashable]) -> list[Edit]:
    if not mine or not theirs or len(mine) * len(theirs) > MAX_CELLS:
        return [(False, 0, len(mine), 0, len(theirs))]
    numbers: dict[Hashable, int] = {}
    ids = [[numbers.setdefault(key, len(numbers)) for key in keys] for keys in (mine, theirs)]
    return [
        (o.tag == "equal", o.src_start, o.src_end, o.dest_start, o.dest_end)
        for o in Levenshtein.opcodes(ids[0], ids[1])
    ]


def _regions(mine: Sequence[Hashable], theirs: Sequence[Hashable]) -> Iterator[Edit]:
    """The edits, neighbours that are not the same made one."""
    open_: Edit | None = None
    for edit in _edits(mine, theirs):
        if edit[0]:
            if open_:
                yield open_
            open_ = None
            yield edit
        else:
            open_ = (False, open_[1], edit[2], open_[3], edit[4]) if open_ else edit
    if open_:
        yield open_


def _rows(edits: list[Edit], at: int, to: int) -> Iterator[Row]:
    for _, i1, i2, j1, j2 in edits:
        paired = min(i2 - i1, j2 - j1)
        yield from ((at + i1 + k, to + j1 + k) for k in range(paired))
        yield from ((i, None) for i in range(at + i1 + paired, at + i2))
        yield from ((None, j) for j in range(to + j1 + paired, to + j2))
