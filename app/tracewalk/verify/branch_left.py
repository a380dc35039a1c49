"""Where two traces go different ways: the first step at which they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from tracewalk.lake import Lake

__all__ = ["left_at"]

_AT_ONCE = 20_000


def left_at(lake: Lake, parent: str, branch: str) -> int | None:
    """The first step that is not the same in both, in state, place or output; None where all are.

    Whose text a line is of is not looked at: an edited file is another program. Raises `NotFound`.
    """
    lengths = lake.n_steps(parent), lake.n_steps(branch)
    for start in range(0, min(lengths), _AT_ONCE):
        stop = min(start + _AT_ONCE, *lengths)
        one, other = (lake.steps(each, start, stop).drop_columns(["program_id"]) for each in (parent, branch))
        if not one.equals(other):
            return start + _same(one, other)
    return None if lengths[0] == lengths[1] else min(lengths)


def _same(one: pa.Table, other: pa.Table) -> int:
    """How many rows are equal from the first on, of tables that differ."""
    low, high = 0, one.num_rows
    while low < high:
        middle = (low + high + 1) // 2
        if one.slice(low, middle - low).equals(other.slice(low, middle - low)):
            low = middle
        else:
            high = middle - 1
    return low
