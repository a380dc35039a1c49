"""What a list filters and shows, held in memory: a database that follows some tables of a lake, shard by shard."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import duckdb

from tracewalk.lake import Lake

__all__ = ["Following", "Shards"]

Shards = Mapping[str, Mapping[int, str]]
"""By table: the path of each shard by its number."""


class Following(ABC):
    """Follows one lake; safe to share between threads."""

    tables: ClassVar[tuple[str, ...]]
    begin: ClassVar[tuple[str, ...]]
    """Statements that an empty one begins with."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._lock = threading.Lock()
        self._version = -1
        self._shards: dict[str, set[int]] = {table: set() for table in self.tables}
        self._connection = duckdb.connect(":memory:")
        for name in self.begin:
            self._connection.execute(self.text(name))

    def query(self, name: str, params: Mapping[str, object] | None = None) -> list[dict[str, Any]]:
        """The rows of a named query of its area, as of the lake's version now."""
        self._follow()
        found = self._connection.cursor().sql(self.text(name), params=dict(params or {}))
        rows: list[dict[str, Any]] = found.to_arrow_table().to_pylist()
        return rows

    @abstractmethod
    def text(self, name: str) -> str:
        """A statement of its area of `queries/`."""

    @abstractmethod
    def feed(
        self,
        cursor: duckdb.DuckDBPyConnection,
        live: Shards,
        new: Mapping[str, Sequence[int]],
        gone: Mapping[str, Sequence[int]],
    ) -> None:
        """Takes in the shards that came, and lets go of those that went, within a transaction."""

    def _follow(self) -> None:
        version = self._lake.version
        with self._lock:
            if version == self._version:
                return
            live = {
                table: {s.shard_id: str(self._lake.path / s.path) for s in self._lake.catalog.shards(table)}
                for table in self.tables
            }
            new = {table: sorted(live[table].keys() - self._shards[table]) for table in self.tables}
            gone = {table: sorted(self._shards[table] - live[table].keys()) for table in self.tables}
            cursor = self._connection.cursor()
            # One transaction: nobody sees a compaction's inputs gone before its output is there.
            cursor.begin()
            try:
                self.feed(cursor, live, new, gone)
                cursor.commit()
            except BaseException:
                cursor.rollback()
                raise
            self._shards = {table: set(shards) for table, shards in live.items()}
            self._version = version
