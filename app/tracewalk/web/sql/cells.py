"""An answer's rows as the browser shows them: columns of cells, long values cut, each id with where it leads."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from pyarrow import types

from tracewalk.results import plain, sql_type, text_of
from tracewalk.web.sql.leads import leads

__all__ = ["cells", "columns_of", "kind_of", "values_of", "whole"]

_LONGEST = 240
"""Characters of a value that its cell is sent; a click fetches the rest."""
_WHOLE = 2_000_000


def columns_of(table: pa.Table) -> list[dict[str, Any]]:
    """`Column` of `components/result/types.js`, for each."""
    focuses = leads(table)
    return [
        {
            "name": field.name,
            "type": sql_type(field.type),
            "kind": kind_of(field.type),
            "links": [None if focus is None else focus.url() for focus in focuses[n]] if n in focuses else None,
        }
        for n, field in enumerate(table.schema)
    ]


def kind_of(kind: pa.DataType) -> str:
    """How a type is shown: number, text, truth, time, nested or bytes."""
    return next((name for name, tests in _KINDS.items() if any(fits(kind) for fits in tests)), "text")


def values_of(column: pa.ChunkedArray) -> list[Any]:
    """A column's values as `results.plain` has them."""
    return [value for chunk in column.chunks for value in plain(chunk)]


def cells(table: pa.Table) -> list[list[Any]]:
    """The cells, by column."""
    return [[_cell(value) for value in values_of(column)] for column in table.columns]


def whole(table: pa.Table, row: int, column: int) -> str:
    """One value as text, all of it that a browser can show."""
    value = values_of(table.column(column).slice(row, 1))[0]
    text = "NULL" if value is None else text_of(value)
    return text if len(text) <= _WHOLE else f"{text[:_WHOLE]}\n… {len(text):,} characters in all; a file has them"


def _cell(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    text = text_of(value)
    return text if len(text) <= _LONGEST else {"text": text[:_LONGEST]}


_KINDS = {
    "number": (types.is_integer, types.is_floating, types.is_decimal),
    "truth": (types.is_boolean,),
    "time": (types.is_temporal,),
    "nested": (types.is_nested,),
    "bytes": (types.is_binary, types.is_large_binary, types.is_fixed_size_binary),
}
