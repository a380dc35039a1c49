"""Reads back from a database what it says of its own views, columns, macros and arguments (`COMMENT ON`)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import duckdb

from tracewalk.frozen import frozen
from tracewalk.model import TABLES
from tracewalk.sql.library import statement
from tracewalk.sql.schema import comment, define

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Argument", "Column", "Macro", "Schema", "Table", "describe", "empty_schema"]


@frozen
class Column:
    """A column of a view: its name, its DuckDB type, and a sentence."""

    name: str
    type: str
    about: str


@frozen
class Table:
    """A public view."""

    name: str
    about: str
    columns: tuple[Column, ...]


@frozen
class Argument:
    """An argument of a macro: its name, its DuckDB type, and a sentence."""

    name: str
    type: str
    about: str


@frozen
class Macro:
    """A public macro; a `table` one stands after FROM, another one gives a value."""

    name: str
    table: bool
    about: str
    arguments: tuple[Argument, ...]

    @property
    def signature(self) -> str:
        """How it is called, as in `state_at(trace, step)`."""
        return f"{self.name}({', '.join(argument.name for argument in self.arguments)})"


@frozen
class Schema:
    """All that a query may read."""

    tables: tuple[Table, ...]
    macros: tuple[Macro, ...]


def describe(connection: duckdb.DuckDBPyConnection) -> Schema:
    """The public views and macros of a connection; what nobody has written a comment for has an empty one."""
    told: dict[str, tuple[str, list[Column]]] = {}
    for table, about, *column in connection.execute(statement("sql/columns")).fetchall():
        told.setdefault(table, (about or "", []))[1].append(Column(*(text or "" for text in column)))
    tables = tuple(Table(name, about, tuple(columns)) for name, (about, columns) in told.items())
    macros = tuple(_macro(*row) for row in connection.execute(statement("sql/macros")).fetchall())
    return Schema(tables, macros)


@cache
def empty_schema() -> Schema:
    """The schema of a lake without rows: the same as that of any other."""
    with duckdb.connect(":memory:") as connection:
        for table in TABLES.values():
            connection.from_arrow(table.schema.empty_table()).create(f"_{table.name}")
        connection.execute(statement("lake/rerun"), {"trace_ids": []})
        define(connection)
        comment(connection)
        return describe(connection)


def _macro(name: str, table: bool, comment: str | None, arguments: Sequence[str], types: Sequence[str | None]) -> Macro:
    """A macro's comment is a sentence on its first line, and `argument: sentence` on each further one."""
    about, *lines = (comment or "").split("\n")
    said = {argument: text for argument, colon, text in (line.partition(": ") for line in lines) if colon}
    pairs = zip(arguments, types, strict=True)
    return Macro(name, table, about, tuple(Argument(arg, kind or "", said.get(arg, "")) for arg, kind in pairs))
