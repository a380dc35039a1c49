"""Finds a named query: `queries/<area>/<name>.sql`."""

from __future__ import annotations

from functools import cache

from tracewalk.errors import NotFound
from tracewalk.resources import folder

__all__ = ["statement"]


@cache
def statement(name: str) -> str:
    """The SQL text of the named query `area/name`. Raises `NotFound` with the names that exist in that area."""
    queries = folder("queries")
    path = queries / f"{name}.sql"
    if not path.is_file():
        area = path.parent
        known = ", ".join(sorted(p.stem for p in area.glob("*.sql"))) or "nothing"
        raise NotFound(f"no query {name!r}; the area {area.name!r} has: {known}")
    return path.read_text(encoding="utf-8")
