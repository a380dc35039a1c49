"""Defines the public views and macros over the private tables of a connection: `queries/schema`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from tracewalk.model import TABLES
from tracewalk.resources import folder
from tracewalk.sql.library import statement

if TYPE_CHECKING:
    import duckdb

__all__ = ["define", "macros"]


@cache
def macros() -> tuple[str, ...]:
    """The names of the macros, each after those that it calls."""
    found = {
        path.stem: path.read_text(encoding="utf-8") for path in (folder("queries") / "schema/macros").glob("*.sql")
    }
    calls = {name: {other for other in found if other != name and f"{other}(" in text} for name, text in found.items()}
    ordered: list[str] = []
    while len(ordered) < len(found):
        ordered += sorted(name for name in found if name not in ordered and calls[name] <= set(ordered))
    return tuple(ordered)


def define(cursor: duckdb.DuckDBPyConnection) -> None:
    """Makes the views and macros, with their comments, where there are `_steps`, `_traces`... and `_rerun`."""
    for table in TABLES:
        cursor.execute(statement(f"schema/{table}"))
    for macro in macros():
        cursor.execute(statement(f"schema/macros/{macro}"))
