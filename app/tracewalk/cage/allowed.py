"""What typed SQL may name: the functions of `functions.txt`, our macros, and the public views."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tracewalk.model import TABLES
from tracewalk.sql import macros

__all__ = ["Allowed", "allowed", "lowered", "sections"]


@dataclass(frozen=True, slots=True)
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
    ours = frozenset(map(lowered, macros()))
    functions = frozenset(lowered(name) for names in listed.values() for name in names)
    return Allowed(frozenset(TABLES), functions | ours, tables | ours)


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
