"""Which rows of a shard are whose, read from the shard itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from tracewalk.lake.catalog import key_of
from tracewalk.lake.engine import fetch
from tracewalk.lake.shards import BODIES, HEADS, OWNERS, Part, metadata
from tracewalk.model import TABLES
from tracewalk.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tracewalk.lake.progress import Progress
    from tracewalk.lake.shards import Key

__all__ = ["complete", "left_out", "scan", "scan_all"]


def scan(cursor: duckdb.DuckDBPyConnection, folder: Path, name: str) -> Part:
    """A shard in its place, with the rows of each key. Raises what pyarrow or DuckDB raises for a damaged file."""
    file = folder / name
    facts = metadata(file)
    table = facts["table"]
    part = Part(table, file, name, facts["n_rows"], {}, {}, facts["supersedes"], facts["inbox"], placed=True)
    for row in fetch(cursor, f"shard/{table}", {"path": str(file)}).to_pylist():
        key = _key(table, row)
        if key is None or key in part.rows or not row.get("in_order", True):
            continue
        if table in OWNERS:
            owner = key_of(row["belongs_to"] or "")
            if table == "predictions" and owner is None:
                continue  # of no trace, so nobody could ever ask for it
            part.owners |= {key: owner} if owner else {}
        if table in BODIES:
            part.lengths[key] = tuple(row[body] for body in BODIES[table])
        part.rows[key] = (row["first_row"], row.get("n_rows", 1))
    return part


def scan_all(
    cursor: duckdb.DuckDBPyConnection, folder: Path, names: list[str], progress: Progress
) -> tuple[list[Part], list[str]]:
    """The shards that can be read, and one line for each that can't."""
    parts: list[Part] = []
    faults: list[str] = []
    for done, name in enumerate(names):
        progress(done, len(names), name)
        try:
            parts.append(scan(cursor, folder, name))
        except (OSError, ValueError, KeyError, pa.ArrowException, duckdb.Error) as fault:
            faults.append(f"{folder / name} cannot be read: {str(fault).splitlines()[0]}")
    progress(len(names), len(names), "read")
    return parts, faults


def _key(table: str, row: dict[str, str]) -> Key | None:
    if table == "items":
        key = key_of(row["trace_id"])
        return (key, row["dataset"], row["task_id"]) if key else None
    return key_of(row[TABLES[table].order[0]])


def complete(parts: Iterable[Part]) -> tuple[list[Part], Counter[str]]:
    """The same parts without the rows of traces and the like that are not whole; how many those are, by table.

    One is whole where some part has exactly as many rows of each of its bodies as it says, in order.
    """
    given = list(parts)
    broken: Counter[str] = Counter()
    for head in BODIES:
        given, broken[head] = _complete(given, head)
    return given, broken


def _complete(given: list[Part], head: str) -> tuple[list[Part], int]:
    lengths: dict[str, dict[Key, set[int]]] = {body: {} for body in BODIES[head]}
    for part in given:
        if part.table in lengths:
            for key, (_, n) in part.rows.items():
                lengths[part.table].setdefault(key, set()).add(n)
    wanted: dict[Key, tuple[int, ...]] = {}
    broken: set[Key] = set()
    for part in given:
        for key, said in part.lengths.items() if part.table == head else ():
            if all(n == 0 or n in there.get(key, ()) for n, there in zip(said, lengths.values(), strict=True)):
                wanted.setdefault(key, said)
            else:
                broken.add(key)
    related = (head, *BODIES[head])
    found = [replace(part, rows=_whole(part, wanted)) if part.table in related else part for part in given]
    return found, len(broken - wanted.keys())


def _whole(part: Part, wanted: dict[Key, tuple[int, ...]]) -> dict[Key, tuple[int, int]]:
    head = HEADS.get(part.table)
    if head is None:
        return {key: place for key, place in part.rows.items() if wanted.get(key) == part.lengths[key]}
    at = BODIES[head].index(part.table)
    return {key: place for key, place in part.rows.items() if key in wanted and wanted[key][at] == place[1]}


def left_out(folder: Path, broken: Counter[str]) -> list[str]:
    """One line for each table of which something is not whole."""
    return [
        f"{folder}: {counted(n, TABLES[table].one)} left out: not all {_bodies(table)} are there"
        for table, n in broken.items()
        if n
    ]


def _bodies(table: str) -> str:
    """What belongs to a row of a table, for people."""
    return " and ".join("steps" if body.endswith("steps") else body.replace("_", " ") for body in BODIES[table])
