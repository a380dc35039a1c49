"""DuckDB over the shards: one connection a lake, a cursor a call, views that follow the catalog."""

from __future__ import annotations

import shutil
import tempfile
import threading
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow.parquet as pq

from tracewalk.model import SCHEMA_VERSION, STEPS, TABLES
from tracewalk.sql import statement

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from tracewalk.lake.catalog import Catalog

__all__ = ["Engine", "connect", "fetch"]


def fetch(cursor: duckdb.DuckDBPyConnection, name: str, parameters: Mapping[str, object] | None = None) -> pa.Table:
    """The answer to the named query `area/name`."""
    return cursor.sql(statement(name), params=dict(parameters or {})).to_arrow_table()


def connect(spill: Path, memory: str) -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB that reads nothing but what it is told to, and spills what is too large into a folder."""
    config: dict[str, Any] = {
        "memory_limit": memory,
        "temp_directory": str(spill),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "python_enable_replacements": False,
    }
    connection = duckdb.connect(":memory:", config=config)
    connection.execute(statement("schema/cache"))
    return connection


class Engine:
    """Cursors for any number of threads; a view lists the paths of one catalog version, so stray files do no harm."""

    def __init__(self, folder: Path, catalog: Catalog, memory: str) -> None:
        self._folder = folder
        self._catalog = catalog
        self._lock = threading.Lock()
        self._version: int | None = None
        self._spill = tempfile.mkdtemp(prefix="tracewalk-")
        self._connection = connect(Path(self._spill), memory)
        weakref.finalize(self._connection, shutil.rmtree, self._spill, ignore_errors=True)
        for table in TABLES.values():
            self._connection.from_arrow(table.schema.empty_table()).create(f"_no_{table.name}")

    def no_steps(self) -> Path:
        """A steps shard without rows, for the traces that have none."""
        file = Path(self._spill) / "no_steps.parquet"
        with self._lock:
            if not file.exists():
                pq.write_table(STEPS.empty_table(), file)
        return file

    def plain(self) -> duckdb.DuckDBPyConnection:
        """A cursor that need not see the views."""
        with self._lock:
            return self._connection.cursor()

    def viewing(self) -> duckdb.DuckDBPyConnection:
        """A cursor that sees the views at the catalog's version now."""
        version = self._catalog.version()
        with self._lock:
            if self._version != version:
                self._version = self._move()
            return self._connection.cursor()

    def _move(self) -> int:
        """Points the views at the shards of the catalog now; all at once for whoever looks. Returns the version."""
        cursor = self._connection.cursor()
        version = self._catalog.version()  # asked first: if it moves between, the next call moves the views again
        shards = self._catalog.shards()
        cursor.execute(statement("schema/begin"))
        try:
            for table in TABLES:
                mine = [shard for shard in shards if shard.table == table and shard.n_rows]
                paths = [str(self._folder / shard.path) for shard in mine]
                mixed = any(shard.schema_version != SCHEMA_VERSION for shard in mine)
                rows = cursor.read_parquet(paths, union_by_name=mixed) if paths else cursor.table(f"_no_{table}")
                rows.create_view(f"_{table}", replace=True)
            reruns = [row[0].hex() for row in self._catalog.rows("rerun")]
            cursor.execute(statement("schema/rerun"), {"trace_ids": reruns})
            for table in TABLES:
                cursor.execute(statement(f"schema/{table}"))
            cursor.execute(statement("schema/commit"))
        except BaseException:
            cursor.execute(statement("schema/rollback"))
            raise
        return version

    def close(self) -> None:
        """Closes the connection; cursors in use end with an error."""
        self._connection.close()
