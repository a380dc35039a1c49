"""Which rows of a shard are whose, read from the shard itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from tracewalk.lake.catalog import key_of
from tracewalk.lake.engine import fetch
from tracewalk.lake.shards import Part, metadata

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tracewalk.lake.progress import Progress
    from tracewalk.lake.shards import Key

__all__ = ["complete", "scan", "scan_all"]


def scan(cursor: duckdb.DuckDBPyConnection, folder: Path, name: str) -> Part:
    """A shard in its place, with the rows of each key. Raises what pyarrow or DuckDB raises for a damaged file."""
    file = folder / name
    facts = metadata(file)
    table = facts["table"]
    rows: dict[Key, tuple[int, int]] = {}
    runs: dict[Key, bytes] = {}
    n_steps: dict[Key, int] = {}
    for row in fetch(cursor, f"shard/{table}", {"path": str(file)}).to_pylist():
        key = _key(table, row)
        if key is None or key in rows or not row.get("in_order", True):
            continue
        rows[key] = (row["first_row"], row.get("n_rows", 1))
        if table == "traces":
            n_steps[key] = row["n_steps"]
            if row["run_of"] and (run_of := key_of(row["run_of"])):
                runs[key] = run_of
    replaced, inbox = facts["supersedes"], facts["inbox"]
    return Part(table, file, name, facts["n_rows"], rows, runs, replaced, inbox, placed=True, n_steps=n_steps)


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
    key = key_of(row["program_id" if table == "programs" else "trace_id"])
    return (key, row["dataset"], row["task_id"]) if key and table == "items" else key


def complete(parts: Iterable[Part]) -> tuple[list[Part], int]:
    """The same parts without the rows of traces that are not whole, and how many such traces there are.

    A trace is whole where some part has exactly its `n_steps` steps, in order.
    """
    given = list(parts)
    lengths: dict[Key, set[int]] = {}
    for part in given:
        if part.table == "steps":
            for key, (_, n) in part.rows.items():
                lengths.setdefault(key, set()).add(n)
    wanted: dict[Key, int] = {}
    broken: set[Key] = set()
    for part in given:
        for key, n in part.n_steps.items():
            if n == 0 or n in lengths.get(key, ()):
                wanted.setdefault(key, n)
            else:
                broken.add(key)
    found = [replace(part, rows=_whole(part, wanted)) for part in given]
    return found, len(broken - wanted.keys())


def _whole(part: Part, wanted: dict[Key, int]) -> dict[Key, tuple[int, int]]:
    if part.table == "steps":
        return {key: place for key, place in part.rows.items() if wanted.get(key) == place[1]}
    if part.table == "traces":
        return {key: place for key, place in part.rows.items() if wanted.get(key) == part.n_steps[key]}
    return part.rows
