"""The writing half of the catalog: one transaction a publication, in which nothing that is known is taken in twice."""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tracewalk.errors import LakeError, ReadOnlyLake
from tracewalk.lake.catalog import CATALOG, LOCK_SECONDS
from tracewalk.lake.rewrite import cut
from tracewalk.lake.shards import checksum, sync_folder
from tracewalk.model import SCHEMA_VERSION, TABLES
from tracewalk.sql import statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tracewalk.lake.shards import Key, Part
    from tracewalk.lake.staging import Staging

__all__ = ["Ledger", "Publication", "create_catalog"]

_DDL = ("create_lake", "create_shards", "create_traces", "create_runs", "create_programs", "create_items")


def create_catalog(folder: Path) -> None:
    """Makes an empty catalog, or leaves the one that is there."""
    connection = sqlite3.connect(folder / CATALOG, timeout=LOCK_SECONDS)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        with connection:
            for name in _DDL:
                connection.execute(statement(f"catalog/{name}"))
            connection.execute(statement("catalog/begin_lake"), (SCHEMA_VERSION,))
    finally:
        connection.close()


class Ledger:
    """One writer's connection to the catalog. Raises `ReadOnlyLake` where it can't write."""

    def __init__(self, folder: Path, staging: Staging, row_group: int) -> None:
        self.folder = folder
        self.staging = staging
        self.row_group = row_group
        uri = f"file:{quote(str(folder / CATALOG))}?mode=rw"
        self._connection = sqlite3.connect(
            uri, uri=True, timeout=LOCK_SECONDS, isolation_level="IMMEDIATE", check_same_thread=False
        )
        self._connection.execute(statement("catalog/create_given"))
        self._connection.commit()

    @contextmanager
    def publication(self) -> Iterator[Publication]:
        """One transaction: other writers wait, readers see all of it or nothing."""
        try:
            with self._connection:
                self._connection.execute(statement("catalog/bump"))
                yield Publication(self, self._connection)
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except sqlite3.OperationalError as fault:
            message = f"{self.folder / CATALOG}: {fault}"
            if "readonly" in str(fault):
                raise ReadOnlyLake(f"{message}. Open a lake in a folder that you may write to.") from fault
            if "locked" in str(fault):
                raise LakeError(f"{message}: another process has been writing for {LOCK_SECONDS:.0f} s.") from fault
            raise LakeError(f"{message}; `tracewalk lake check` says more") from fault

    def knows(self, path: str) -> bool:
        """Whether a shard, given by its path relative to the lake folder, is in the catalog, live or dropped."""
        return bool(self._connection.execute(statement("catalog/known_path"), (path,)).fetchone()[0])

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()


class Publication:
    """What may be done to the catalog inside one transaction."""

    def __init__(self, ledger: Ledger, connection: sqlite3.Connection) -> None:
        self._ledger = ledger
        self._connection = connection

    def rows(self, name: str, parameters: tuple[object, ...] = ()) -> list[Any]:
        """All rows of the named query `catalog/<name>`."""
        return self._connection.execute(statement(f"catalog/{name}"), parameters).fetchall()

    def admit(self, parts: Iterable[Part]) -> None:
        """Takes parts in, without the programs, items and traces that the lake has already.

        The steps of a trace come with its own row: where one is left out, the other is too.
        """
        found: dict[str, set[Key]] = {table: set() for table in TABLES}
        by_table: dict[str, list[Part]] = {table: [] for table in TABLES}
        for part in parts:
            by_table[part.table].append(part)
        admitted: list[Part] = []
        for table in ("programs", "items", "traces", "steps"):
            for part in by_table[table]:
                offered = found["traces"] & part.rows.keys() if table == "steps" else self.unknown(table, part.rows)
                new = offered - found[table]
                found[table] |= new
                admitted += self._only(part, new)
        self.place(admitted)

    def _only(self, part: Part, keys: set[Key]) -> list[Part]:
        if part.whole and len(keys) == len(part.rows):
            return [part]
        kept = [cut(part, keys, self._ledger.staging.new_file(), self._ledger.row_group)] if keys else []
        if part.placed:
            self._note(part, dropped=True)
        else:
            part.file.unlink()
        return kept

    def unknown(self, table: str, keys: Iterable[Key]) -> set[Key]:
        """Those of the keys that the lake has not yet."""
        given = sorted(keys)
        rows = [key if isinstance(key, tuple) else (key, "", "") for key in given]
        self.rows("clear_given")
        self._connection.executemany(statement("catalog/give"), rows)
        known = {row if table == "items" else row[0] for row in self.rows(f"known_{table}")}
        return {key for key in given if key not in known}

    def place(self, parts: list[Part]) -> None:
        """Moves sealed parts to their places and writes down where their rows are."""
        moving = [part for part in parts if not part.placed]
        self._ledger.staging.intend(part.name for part in moving)
        for part in moving:
            target = self._ledger.folder / part.name
            target.parent.mkdir(exist_ok=True)
            part.file.rename(target)
            part.file, part.placed = target, True
        for folder in {part.file.parent for part in moving}:
            sync_folder(folder)
        for part in sorted(parts, key=lambda part: part.table != "traces"):
            self._put(part, self._note(part))

    def drop(self, shard_ids: Iterable[int]) -> None:
        """Marks shards as no longer read; their files go after the grace period."""
        for shard_id in shard_ids:
            self.rows("drop_shard", (shard_id, time.time()))

    def _note(self, part: Part, *, dropped: bool = False) -> int:
        facts = (part.n_rows, part.file.stat().st_size, checksum(part.file), SCHEMA_VERSION, part.inbox, time.time())
        cursor = self._connection.execute(statement("catalog/add_shard"), (part.table, part.name, *facts))
        shard_id = cursor.lastrowid
        assert shard_id is not None
        if dropped:
            self.drop([shard_id])
        return shard_id

    def _put(self, part: Part, shard: int) -> None:
        rows: list[tuple[object, ...]]
        if part.table == "steps":
            rows = [(key, shard, first, n) for key, (first, n) in part.rows.items()]
        elif part.table == "items":
            rows = [(*key, shard, first) for key, (first, _) in part.rows.items()]
        else:
            rows = [(key, shard, first) for key, (first, _) in part.rows.items()]
        name = {"programs": "put_program", "traces": "put_trace", "items": "put_item", "steps": "put_steps"}[part.table]
        self._connection.executemany(statement(f"catalog/{name}"), rows)
        self._connection.executemany(statement("catalog/put_run"), [(run_of, key) for key, run_of in part.runs.items()])
