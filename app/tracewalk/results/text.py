"""Rows as a table for a terminal: it fits, cuts visibly, and no value can do anything to the screen."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from pyarrow import types

from tracewalk.frozen import frozen
from tracewalk.results.clean import clean, cut, width
from tracewalk.results.plain import plain, text_of
from tracewalk.results.types import sql_type

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

__all__ = ["text_table"]

_GAP = "  "
_LEAST = 8
"""Columns that a column keeps when there is not enough room for all."""
_LONGEST = 10_000
"""Characters of a value that are looked at; nobody reads more in a table."""


@frozen
class _Column:
    cells: list[str]
    """Name, type, values."""
    right: bool
    width: int

    def line(self, n: int, columns: int) -> str:
        text = cut(self.cells[n], columns)
        room = " " * (columns - width(text))
        return room + text if self.right else text + room


def text_table(table: pa.Table, columns: int | None = None) -> Iterator[str]:
    """The lines of a table: names, types, a rule, rows. With `columns` no line is wider.

    Where not even a few characters of each column fit, the last columns are left out, and the first line says so.
    """
    made = [_column(table, n) for n in range(table.num_columns)]
    widths = [column.width for column in made]
    if columns is not None:
        shown = _shown(widths, columns)
        if shown < len(made):
            yield cut(f"({len(made) - shown} of {len(made)} columns do not fit and are left out)", columns)
        made, widths = made[:shown], _fitted(widths[:shown], columns - len(_GAP) * (shown - 1))
    for n in range(table.num_rows + 2):
        yield _GAP.join(column.line(n, room) for column, room in zip(made, widths, strict=True)).rstrip()
        if n == 1:
            yield _GAP.join("─" * room for room in widths)


def _column(table: pa.Table, n: int) -> _Column:
    field = table.schema.field(n)
    kind = field.type
    values = (value for chunk in table.column(n).chunks for value in plain(chunk))
    cells = [clean(field.name), clean(sql_type(kind)), *map(_cell, values)]
    right = types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind)
    # A struct's type is long, and says what its values show: it may be cut without need.
    widest = max(width(cell) for cell in [cells[0], cells[1][:_LEAST], *cells[2:]])
    return _Column(cells, right, max(widest, 1))


def _cell(value: object) -> str:
    return "NULL" if value is None else clean(text_of(value)[:_LONGEST])


def _shown(widths: list[int], columns: int) -> int:
    """How many of the columns fit when each has its least; at least the first one is shown, however narrow."""
    ends = accumulate(min(one, _LEAST) + len(_GAP) for one in widths)
    return max(sum(end - len(_GAP) <= columns for end in ends), 1) if widths else 0


def _fitted(widths: list[int], room: int) -> list[int]:
    """Widths that together take no more than `room`: the widest ones give."""
    if sum(widths) <= room:
        return widths
    most = max(widths)
    while most > 1 and sum(min(one, most) for one in widths) > room:
        most -= 1
    left = room - sum(min(one, most) for one in widths)
    fitted: list[int] = []
    for one in widths:
        more = min(max(one - most, 0), 1) if left > 0 else 0
        left -= more
        fitted.append(min(one, most) + more)
    return fitted
