"""The views of a lake in a DuckDB connection: the one place that points them at shards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracewalk.model import SCHEMA_VERSION, TABLES, Table
from tracewalk.sql import define, statement

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import duckdb

    from tracewalk.lake.catalog import Shard

__all__ = ["create_views"]


def create_views(
    cursor: duckdb.DuckDBPyConnection, folder: Path, shards: Iterable[Shard], reruns: Iterable[str]
) -> None:
    """Points the views at these shards of the lake in a folder, all at once for whoever looks.

    The public views and macros read the private `_steps` and so on, so that only these move; they are made when a
    connection sees them for the first time. `reruns` are the traces that have further runs.
    """
    live = [shard for shard in shards if shard.n_rows]
    cursor.execute(statement("lake/begin_views"))
    try:
        made = {name for (name,) in cursor.execute(statement("lake/made")).fetchall()}
        for table in TABLES.values():
            mine = [shard for shard in live if shard.table == table.name]
            mixed = any(shard.schema_version != SCHEMA_VERSION for shard in mine)
            paths = [str(folder / shard.path) for shard in mine]
            rows = cursor.read_parquet(paths, union_by_name=mixed) if paths else _empty(cursor, table, made)
            rows.create_view(f"_{table.name}", replace=True)
        cursor.execute(statement("lake/rerun"), {"trace_ids": list(reruns)})
        if "steps" not in made:
            define(cursor)
        cursor.execute(statement("lake/commit_views"))
    except BaseException:
        cursor.execute(statement("lake/rollback_views"))
        raise


def _empty(cursor: duckdb.DuckDBPyConnection, table: Table, made: set[str]) -> duckdb.DuckDBPyRelation:
    """What stands in for a table without shards; most lakes want few, and so it is made when one is missing."""
    name = f"_no_{table.name}"
    if name not in made:
        cursor.from_arrow(table.schema.empty_table()).create(name)
    return cursor.table(name)
