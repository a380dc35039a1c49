"""Edit operations between two sequences, by rapidfuzz's Levenshtein.

difflib is a hundred times slower on the many equal lines of a loop, and quadratic there.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

__all__ = ["MAX_CELLS", "Edit", "edits", "regions"]

MAX_CELLS = 20_000_000_000
"""The length of one sequence times that of the other beyond which they are taken as wholly different."""


class Edit(NamedTuple):
    """A run of one sequence beside a run of the other; of equal length where they are the same."""

    same: bool
    i1: int
    i2: int
    j1: int
    j2: int


def edits(mine: Sequence[Hashable], theirs: Sequence[Hashable]) -> list[Edit]:
    """The fewest edits that make one sequence the other, in order, with the runs that are the same between them."""
    if not mine or not theirs or len(mine) * len(theirs) > MAX_CELLS:
        return [Edit(False, 0, len(mine), 0, len(theirs))]
    numbers: dict[Hashable, int] = {}
    ids = [[numbers.setdefault(key, len(numbers)) for key in keys] for keys in (mine, theirs)]
    return [Edit(o.tag == "equal", o.src_start, o.src_end, o.dest_start, o.dest_end) for o in Levenshtein.opcodes(*ids)]


def regions(mine: Sequence[Hashable], theirs: Sequence[Hashable]) -> Iterator[Edit]:
    """The edits, neighbours that are not the same made one."""
    open_: Edit | None = None
    for edit in edits(mine, theirs):
        if edit.same:
            if open_:
                yield open_
            open_ = None
            yield edit
        else:
            open_ = Edit(False, open_.i1, edit.i2, open_.j1, edit.j2) if open_ else edit
    if open_:
        yield open_
