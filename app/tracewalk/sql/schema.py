"""Defines the public views and macros over the private tables of a connection: `queries/schema`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from tracewalk.model import TABLES
from tracewalk.resources import folder
from tracewalk.sql.library import statement

if TYPE_CHECKING:
    import duckdb

__all__ = ["comment", "define", "macros"]

_COMMENT = "\nCOMMENT ON "


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
    """Makes the views and macros where there are `_steps`, `_traces`... and `_rerun`; `comment` says what they are."""
    for name in _files():
        cursor.execute(_parts(name)[0])


def comment(cursor: duckdb.DuckDBPyConnection) -> None:
    """Adds their comments; a connection that nobody asks for them does without, as they take as long as all else."""
    for name in _files():
        cursor.execute(_parts(name)[1])


def _files() -> list[str]:
    return [*(f"schema/{table}" for table in TABLES), *(f"schema/macros/{macro}" for macro in macros())]


def _parts(name: str) -> tuple[str, str]:
    """What defines, and what comments on it."""
    definition, mark, comments = statement(name).partition(_COMMENT)
    return definition, mark + comments
