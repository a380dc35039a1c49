"""Finds a named query: `queries/<area>/<name>.sql`, and those of an operator's own folder."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING

from tracewalk.errors import NotFound, UsageError
from tracewalk.resources import folder as resource
from tracewalk.sql.header import is_public, read_query

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tracewalk.sql.query import Query

__all__ = ["bind", "find", "library", "library_faults", "statement"]


@cache
def statement(name: str) -> str:
    """The SQL text of the named query `area/name`. Raises `NotFound` with the names that exist in that area."""
    queries = resource("queries")
    path = queries / f"{name}.sql"
    if not path.is_file():
        area = path.parent
        known = ", ".join(sorted(p.stem for p in area.glob("*.sql"))) or "nothing"
        raise NotFound(f"no query {name!r}; the area {area.name!r} has: {known}")
    return path.read_text(encoding="utf-8")


def library(folder: Path | None = None) -> dict[str, Query]:
    """The public queries by name: ours, then those of an operator's folder; a broken one of theirs is left out."""
    return _ours() | (_yours(folder)[0] if folder is not None else {})


def library_faults(folder: Path | None) -> list[str]:
    """A sentence for each file of an operator's folder that is left out of the library, and why."""
    return _yours(folder)[1] if folder is not None else []


def find(name: str, folder: Path | None = None) -> Query:
    """A public query by its name. Raises `NotFound` with the nearest names."""
    known = library(folder)
    if name in known:
        return known[name]
    broken = [fault for fault in library_faults(folder) if fault.startswith(f"{name}:")]
    if broken:
        raise NotFound(f"the query {name!r} cannot be used: {broken[0]}")
    by_last = {key.rpartition("/")[2]: key for key in known}
    near = get_close_matches(name, known, 3, 0.5) or get_close_matches(name, by_last, 3, 0.5)
    said = ", ".join(by_last.get(key, key) for key in near) or f"any of the {len(known)} in the gallery of the SQL page"
    raise NotFound(f"no query {name[:80]!r}; perhaps {said}")


def bind(query: Query, given: Mapping[str, str]) -> dict[str, object]:
    """The values of a query's parameters, by name, from texts of a link, a form or a command.

    Raises `UsageError` for a name that the query does not take, a text that does not fit, one that is missing.
    """
    known = {parameter.name: parameter for parameter in query.parameters}
    strange = sorted(set(given) - set(known))
    if strange:
        takes = ", ".join(f"${name}" for name in known) or "no parameters"
        raise UsageError(f"{query.name} has no parameter ${strange[0][:80]}; it takes {takes}")
    return {name: parameter.read(given.get(name)) for name, parameter in known.items()}


@cache
def _ours() -> dict[str, Query]:
    queries = resource("queries")
    texts = {path.relative_to(queries).with_suffix("").as_posix(): path for path in queries.glob("*/*.sql")}
    named = ((name, statement(name)) for name in sorted(texts))
    return {name: read_query(name, text) for name, text in named if is_public(text)}


def _yours(folder: Path) -> tuple[dict[str, Query], list[str]]:
    """The queries of an operator's folder, read anew each time, and what is wrong with the others."""
    if not folder.is_dir():
        return {}, [f"{folder} is no folder; the folder of your own queries holds files that end in .sql"]
    found: dict[str, Query] = {}
    faults: list[str] = []
    for path in sorted(folder.glob("*.sql")):
        name = f"yours/{path.stem}"
        try:
            found[name] = read_query(name, path.read_text(encoding="utf-8"), yours=True)
        except UsageError as fault:
            faults.append(str(fault))
        except (OSError, UnicodeDecodeError) as fault:
            faults.append(f"{name}: {path} cannot be read as UTF-8 text: {fault}")
    return found, faults
