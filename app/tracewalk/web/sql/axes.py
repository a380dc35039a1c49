"""A result's values as a chart takes them: numbers for heights, numbers, times or names for places."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from tracewalk.results import text_of
from tracewalk.web.sql.cells import kind_of, values_of

__all__ = ["heights_of", "name_of", "type_of", "values_on"]

_LONGEST = 120


def values_on(table: pa.Table, name: str) -> list[Any]:
    """A column's values along an axis: numbers as numbers, the rest as text; None has no place."""
    if kind_of(table.schema.field(name).type) == "number":
        return heights_of(table, name)
    return [None if value is None else text_of(value) for value in values_of(table.column(name))]


def heights_of(table: pa.Table, name: str | None) -> list[float | None]:
    """A column's values as heights; NULL, NaN, the infinities and what is no number have none."""
    if name is None:
        return [None] * table.num_rows
    return [_number(value) for value in values_of(table.column(name))]


def name_of(value: Any) -> str:
    """A value as the name of a bar, cut: Plotly draws all that it is given."""
    text = "NULL" if value is None else str(value) or "''"
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def type_of(kind: str) -> dict[str, str]:
    """Of an axis, for a kind of column: without it Plotly guesses, and takes text for dates."""
    return {"type": {"time": "date", "number": "linear"}.get(kind, "category")}


def _number(value: Any) -> float | None:
    if value is None or value in ("NaN", "Infinity", "-Infinity"):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
