"""DuckDB over the shards: one connection a lake, a cursor a call, views that follow the catalog."""

from __future__ import annotations

import threading
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow.parquet as pq

from tracewalk.errors import ShardError
from tracewalk.lake.shards import HEADS
from tracewalk.lake.views import create_views
from tracewalk.model import TABLES
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
    connection.execute(statement("lake/footer_cache"))
    return connection


class Engine:
    """Cursors for any number of threads; a view lists the paths of one catalog version, so stray files do no harm."""

    def __init__(self, folder: Path, catalog: Catalog, memory: str) -> None:
        self._folder = folder
        self._catalog = catalog
        self._memory = memory
        self._lock = threading.Lock()
        self._version: int | None = None
        self._spill: TemporaryDirectory[str] | None = None
        self._connection: duckdb.DuckDBPyConnection | None = None

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        """A new cursor; the first one connects, so that a lake that is only written to needs no DuckDB."""
        if self._connection is None:
            self._spill = TemporaryDirectory(prefix="tracewalk-", ignore_cleanup_errors=True)
            self._connection = connect(Path(self._spill.name), self._memory)
            for name in HEADS:
                pq.write_table(TABLES[name].schema.empty_table(), self.empty(name))
        return self._connection.cursor()

    def empty(self, table: str) -> Path:
        """A shard of steps without rows, for what has none; there once a cursor is."""
        assert self._spill is not None
        return Path(self._spill.name) / f"no_{table}.parquet"

    def plain(self) -> duckdb.DuckDBPyConnection:
        """A cursor that need not see the views."""
        with self._lock:
            return self._cursor()

    def viewing(self) -> duckdb.DuckDBPyConnection:
        """A cursor that sees the views at the catalog's version now. Raises `ShardError` for a damaged shard."""
        version = self._catalog.version()
        with self._lock:
            cursor = self._cursor()
            if self._version != version:
                try:
                    self._version = self._move(cursor)
                except (duckdb.IOException, duckdb.InvalidInputException) as fault:
                    raise ShardError(f"{self._folder}: {fault}; `tracewalk lake check` says more") from fault
            return cursor

    def _move(self, cursor: duckdb.DuckDBPyConnection) -> int:
        """Points the views at the shards of the catalog now; all at once for whoever looks. Returns the version."""
        version = self._catalog.version()  # asked first: if it moves between, the next call moves the views again
        reruns = [row[0].hex() for row in self._catalog.rows("rerun")]
        create_views(cursor, self._folder, self._catalog.shards(), reruns)
        return version

    def close(self) -> None:
        """Closes the connection; cursors in use end with an error."""
        with self._lock:
            if self._connection is not None and self._spill is not None:
                self._connection.close()
                self._spill.cleanup()
