"""The groups that a chart tells apart, by colour, and by symbol, dash or pattern: colour is never the only sign."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa

from tracewalk.frozen import frozen
from tracewalk.results import text_of
from tracewalk.web.accuracy.look import Look, plain
from tracewalk.web.sql.cells import kind_of, values_of
from tracewalk.web.theme import SERIES

__all__ = ["Series", "series_of"]

_OTHERS = "others"
_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "cross", "star", "hexagon")
_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "solid", "dash")
_PATTERNS = ("", "/", ".", "\\", "x", "-", "|", "+")


@frozen
class Series:
    """Rows of a result that look alike."""

    name: str
    rows: list[int]
    marker: dict[str, Any]
    line: dict[str, Any]
    fill: dict[str, Any]
    """Of bars."""
    listed: bool
    """Whether the legend has it."""


def series_of(table: pa.Table, colour: str | None, look: Look) -> list[Series]:
    """The rows by the values of a column, the commonest values first; one series where there is no column."""
    if colour is None:
        return [_series(0, "", list(range(table.num_rows)), look, listed=False)]
    found = values_of(table.column(colour))
    values = [_name(value) for value in found]
    most = [value for value, _ in Counter(values).most_common(len(_SYMBOLS))]
    if len(set(values)) > len(_SYMBOLS):
        most[-1] = _OTHERS
    elif kind_of(table.schema.field(colour).type) in ("number", "time"):
        # Those that have an order stand in it.
        most = [_name(value) for value in sorted({value for value in found if value is not None}, key=_place)]
        most += ["NULL"] * (None in found)
    rows: dict[str, list[int]] = {name: [] for name in most}
    for row, value in enumerate(values):
        rows[value if value in rows else _OTHERS].append(row)
    return [_series(n, name, rows[name], look, listed=True) for n, name in enumerate(most)]


def _series(n: int, name: str, rows: list[int], look: Look, *, listed: bool) -> Series:
    shade = SERIES["dark" if look.dark else "light"][n]
    return Series(
        plain(name, 30),
        rows,
        {"color": shade, "symbol": _SYMBOLS[n], "size": 7},
        {"color": shade, "dash": _DASHES[n], "width": 2},
        {"color": shade, "pattern": {"shape": _PATTERNS[n], "size": 6, "solidity": 0.3, "fillmode": "overlay"}},
        listed,
    )


def _place(value: Any) -> tuple[bool, float, str]:
    number = isinstance(value, int | float)
    return (not number, value if number else 0.0, str(value))


def _name(value: Any) -> str:
    return "NULL" if value is None else text_of(value) or "''"
