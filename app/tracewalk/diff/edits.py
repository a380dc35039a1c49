"""Edit operations between two sequences, by rapidfuzz's Levenshtein.

difflib is a hundred times slower on the many equal lines of a loop, and quadratic there.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

__all__ = ["MAX_CELLS", "MAX_EDITS", "Edit", "edits", "is_near", "regions"]

MAX_CELLS = 20_000_000_000
"""The length of one sequence times that of the other beyond which only few edits are looked for."""
MAX_EDITS = 5_000
"""How many are few; sequences that need more are taken as wholly different."""


HINT = 100
"""Edits expected: only a band of the table is worked out, widened until it is enough, which is 10 times faster."""


class Edit(NamedTuple):
    """A run of one sequence beside a run of the other; of equal length where they are the same."""

    same: bool
    i1: int
    i2: int
    j1: int
    j2: int


def edits(mine: Sequence[Hashable], theirs: Sequence[Hashable]) -> list[Edit]:
    """The fewest edits that make one sequence the other, in order, with the runs that are the same between them."""
    far = len(mine) * len(theirs) > MAX_CELLS and not is_near(mine, theirs, MAX_EDITS)
    if far or not mine or not theirs:
        return [Edit(False, 0, len(mine), 0, len(theirs))]
    found = Levenshtein.opcodes(*_numbered(mine, theirs), score_hint=HINT)
    return [Edit(o.tag == "equal", o.src_start, o.src_end, o.dest_start, o.dest_end) for o in found]


def is_near(mine: Sequence[Hashable], theirs: Sequence[Hashable], most: int) -> bool:
    """So many edits are enough to make one sequence the other."""
    return Levenshtein.distance(*_numbered(mine, theirs), score_cutoff=most, score_hint=HINT) <= most


def _numbered(mine: Sequence[Hashable], theirs: Sequence[Hashable]) -> tuple[list[int], list[int]]:
    """Equal items as equal numbers, which are quick to compare."""
    numbers: dict[Hashable, int] = {}
    return [numbers.setdefault(k, len(numbers)) for k in mine], [numbers.setdefault(k, len(numbers)) for k in theirs]


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
