"""The views and macros of a lake, for people: each with its sentence, as its comments in the database say."""

from __future__ import annotations

from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING

from tracewalk.results import clean, width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tracewalk.sql import Macro, Schema

__all__ = ["SchemaView", "schema_lines"]

_WIDEST = 32
"""Columns that a name or a type may take before the next word moves right."""


class SchemaView:
    """A schema that shows itself; `tables` and `macros` are what it is made of."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self.tables = schema.tables
        self.macros = schema.macros

    def __repr__(self) -> str:
        return "\n".join(schema_lines(self._schema))

    def _repr_html_(self) -> str:
        return f"<pre>{escape(repr(self))}</pre>"


def schema_lines(schema: Schema, columns: int = 120) -> Iterator[str]:
    """Lines of plain text, none wider than `columns` but for names that are."""
    for table in schema.tables:
        yield from _headed(table.name, table.about, columns)
        yield from _parts([(part.name, part.type, part.about) for part in table.columns], columns)
        yield ""
    for macro in schema.macros:
        yield from _headed(_called(macro), macro.about, columns)
        yield from _parts([(part.name, part.type, part.about) for part in macro.arguments], columns)
        yield ""


def _called(macro: Macro) -> str:
    call = f"{macro.name}({', '.join(part.name for part in macro.arguments)})"
    return f"FROM {call}" if macro.table else call


def _headed(name: str, about: str, columns: int) -> Iterator[str]:
    yield clean(name)
    yield from wrap(clean(about), columns - 2, initial_indent="  ", subsequent_indent="  ")


def _parts(parts: Sequence[tuple[str, str, str]], columns: int) -> Iterator[str]:
    names, types = (max((min(width(part[n]), _WIDEST) for part in parts), default=0) for n in (0, 1))
    for name, kind, about in parts:
        head = f"    {clean(name):{names}}  {clean(kind):{types}}  "
        left = " " * (8 + names + types)
        if len(kind) > types:
            yield from wrap(head, columns, subsequent_indent=" " * (8 + names), drop_whitespace=True)
            head = left
        yield from wrap(clean(about), max(columns, len(left) + 40), initial_indent=head, subsequent_indent=left) or [
            head
        ]
