"""Rows as an HTML table for a notebook: everything escaped, nothing fetched, colours of the page around it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from tracewalk.results.clean import clean
from tracewalk.results.plain import plain, text_of
from tracewalk.results.types import sql_type

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["html_table"]

_LONGEST = 200
"""Characters of a value that a cell shows."""


def html_table(table: pa.Table, rows: int = 20) -> str:
    """The first rows, under the names and types of the columns."""
    heads = "".join(
        f'<th style="text-align:left">{escape(clean(field.name))}<br>'
        f'<small style="font-weight:normal;opacity:.65">{escape(clean(_cut(sql_type(field.type))))}</small></th>'
        for field in table.schema
    )
    shown = table.slice(0, rows)
    columns = [[value for chunk in column.chunks for value in plain(chunk)] for column in shown.columns]
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in zip(*columns, strict=True))
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: object) -> str:
    if value is None:
        return '<td style="opacity:.5"><i>NULL</i></td>'
    align = "right" if isinstance(value, int | float) and not isinstance(value, bool) else "left"
    return f'<td style="text-align:{align};font-family:monospace">{escape(clean(_cut(text_of(value))))}</td>'


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
