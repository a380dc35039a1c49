"""What a call of `/api/sql` asks for, out of its URL or its JSON body."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import QueryParams

from tracewalk.errors import UsageError
from tracewalk.frozen import frozen
from tracewalk.links import read_sql
from tracewalk.results import Form, form_named
from tracewalk.settings import Settings

__all__ = ["Asked", "from_body", "from_url"]

_OF_LINKS = ("v", "q", "name", "chart", "x", "y", "colour")
_OWN = ("format", "rows")
_BODY = ("q", "name", "parameters", "format", "rows")
_SCALARS = (str, int, float, bool, type(None))


@frozen
class Asked:
    """A query by its name or its text, what its parameters are given, and how the rows are wanted."""

    q: str | None
    name: str | None
    given: Mapping[str, object]
    form: Form
    rows: int


def from_url(params: QueryParams, settings: Settings) -> Asked:
    """`q=...` or `name=...`, `p.NAME=value`, `format`, `rows`: as in links of the SQL page. Raises `UsageError`."""
    for key in params:
        if key not in (*_OF_LINKS, *_OWN) and not key.startswith("p."):
            raise UsageError(
                f"{key[:60]!r} is unknown here; there are q or name, format, rows, and p.NAME for a query's parameters"
            )
    link = read_sql(params)
    return _asked(link.q, link.name, dict(link.given), params.get("format"), _whole(params.get("rows")), settings)


def from_body(body: bytes, settings: Settings) -> Asked:
    """`{"q" or "name", "parameters": {...}, "format", "rows"}`. Raises `UsageError`."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise UsageError('the body is no JSON object; it is e.g. {"q": "SELECT 42", "format": "csv"}')
    if strange := [key for key in said if key not in _BODY]:
        raise UsageError(f"{strange[0][:60]!r} is unknown; there are: {', '.join(_BODY)}")
    for key in ("q", "name", "format"):
        if not isinstance(said.get(key), str | None):
            raise UsageError(f"{key} must be a string")
    given = said.get("parameters") or {}
    if not isinstance(given, dict) or not all(map(_fits, given.values())):
        raise UsageError("parameters must be an object of strings, numbers, booleans, nulls, or lists of them")
    rows = said.get("rows")
    if rows is not None and (not isinstance(rows, int) or isinstance(rows, bool)):
        raise UsageError("rows must be a whole number")
    return _asked(said.get("q"), said.get("name"), given, said.get("format"), rows, settings)


def _asked(
    q: str | None, name: str | None, given: Mapping[str, object], form: str | None, rows: int | None, settings: Settings
) -> Asked:
    if (not q) == (not name):
        raise UsageError("give either q, a query's text, or name, a named query: GET /api/queries lists those")
    most = settings.sql_export_rows
    if rows is not None and not 1 <= rows <= most:
        raise UsageError(f"rows={rows} must be from 1 to {most:,} (TRACEWALK_SQL_EXPORT_ROWS)")
    return Asked(q or None, name or None, given, form_named(form or "json"), rows or most)


def _whole(text: str | None) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise UsageError(f"rows={text[:60]!r} must be a whole number")
    return int(text)


def _fits(value: Any) -> bool:
    return isinstance(value, _SCALARS) or (isinstance(value, list) and all(isinstance(one, _SCALARS) for one in value))
