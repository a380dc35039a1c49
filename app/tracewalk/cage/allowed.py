"""What typed SQL may name: the functions of `functions.txt`, our macros, and the public views."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tracewalk.frozen import frozen
from tracewalk.model import TABLES
from tracewalk.sql import macros, statement

__all__ = ["Allowed", "allowed", "lowered", "sections"]


@frozen
class Allowed:
    """Names in lower case."""

    views: frozenset[str]
    functions: frozenset[str]
    table_functions: frozenset[str]


@cache
def allowed() -> Allowed:
    """What may be named here."""
    listed = sections()
    tables = frozenset(map(lowered, listed.pop("tables")))
    scalars = frozenset(lowered(name) for names in listed.values() for name in names)
    ours = {lowered(name): " AS TABLE" in statement(f"schema/macros/{name}").upper() for name in macros()}
    functions = scalars | {name for name, of_rows in ours.items() if not of_rows}
    return Allowed(frozenset(TABLES), functions, tables | {name for name, of_rows in ours.items() if of_rows})


def sections() -> dict[str, list[str]]:
    """The names of `functions.txt`, by section."""
    found: dict[str, list[str]] = {}
    names: list[str] = []
    for line in (Path(__file__).parent / "functions.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            names = found.setdefault(line.strip("[]"), [])
        elif not line.startswith("#"):
            names += line.split()
    return found


def lowered(name: str) -> str:
    """A name as DuckDB compares it: only A to Z have a small letter, so that no other letter becomes one of them."""
    return name.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")
