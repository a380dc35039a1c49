"""The gate: lets one SELECT through that is made of listed parts only, and says of any other what is not allowed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import duckdb

from tracewalk.cage.allowed import Allowed, allowed
from tracewalk.cage.faults import sql_error
from tracewalk.cage.parts import Parts
from tracewalk.cage.text import MAX_BRACKETS, position, too_deep, wrapped
from tracewalk.errors import SqlError, SqlRefused

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["admit"]

_ONE = "one statement at a time, please: this is {n}"
_ONLY = "{kind} is not allowed here: only a query is, that is one that begins with SELECT, FROM, WITH, VALUES, PIVOT, "
_ONLY += "UNPIVOT, DESCRIBE or SUMMARIZE"
_PIVOT = "PIVOT must list its values here, as in PIVOT steps ON event IN ('call', 'return') USING count(*)"
_DEEP = f"the query nests too deep, e.g. more than {MAX_BRACKETS} brackets or very many joins; name parts by WITH"


def admit(cursor: DuckDBPyConnection, text: str, rows: int | None, *, chars: int, may: Allowed | None = None) -> str:
    """The query to run for a visitor's text, which gives at most one row more than `rows`.

    What is checked is the very text that runs. Raises `SqlRefused`, and `SqlError` for what cannot be parsed.
    """
    _size(text, chars)
    _one_query(cursor, text)
    query = wrapped(text, rows)
    try:
        tree = _parsed(cursor, query)
        Parts(may or allowed()).check(tree)
    except RecursionError:
        raise SqlRefused(_DEEP) from None
    except SqlError as fault:
        at = None if fault.position is None else position(text, fault.position)
        raise type(fault)(str(fault), at) from None
    return query


def _size(text: str, chars: int) -> None:
    if len(text) > chars:
        raise SqlRefused(f"the query has {len(text):,} characters; TRACEWALK_SQL_CHARS allows {chars:,}")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as odd:
        raise SqlRefused("the query has half a character, which is no Unicode text", odd.start) from None
    if "\0" in text:
        raise SqlRefused("the query has a NUL character, which no SQL text has", text.index("\0"))
    if (place := too_deep(text)) is not None:
        raise SqlRefused(_DEEP, place)


def _one_query(cursor: DuckDBPyConnection, text: str) -> None:
    try:
        statements = cursor.extract_statements(text)
    except duckdb.Error as why:
        raise sql_error(why, text, prefix=0) from None
    if not statements:
        raise SqlRefused("there is no query in the text")
    if len(statements) > 1:
        raise SqlRefused(_ONE.format(n=len(statements)))
    try:
        kind = str(statements[0].type).rpartition(".")[2]
    except ValueError:  # one that DuckDB's Python package has no name for
        kind = "this statement"
    if kind == "MULTI":
        raise SqlRefused(_PIVOT)
    if kind != "SELECT":
        raise SqlRefused(_ONLY.format(kind=kind))


def _parsed(cursor: DuckDBPyConnection, query: str) -> dict[str, Any]:
    """The syntax tree of the query that runs; places in it are bytes of that query."""
    rows = cursor.execute("SELECT json_serialize_sql($1::VARCHAR)", [query]).fetchall()
    tree: dict[str, Any] = json.loads(rows[0][0])
    if tree.get("error"):
        place = str(tree.get("position", ""))
        raise SqlError(str(tree.get("error_message")), int(place) if place.isdigit() else None)
    return tree
