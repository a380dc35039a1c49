"""`catalog.sqlite`: which shards make up the lake, and where each trace, program, item, prediction, trajectory is.

Readers come and go while a writer writes (WAL). In a folder that cannot be written the database is opened as
immutable, or, where a writer left a log beside it, through that log or a private copy of both.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import threading
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tracewalk.errors import LakeError, NotALake
from tracewalk.frozen import frozen
from tracewalk.model import TABLES
from tracewalk.sql import statement

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["CATALOG", "LOCK_SECONDS", "Catalog", "Place", "Shard", "key_of"]

CATALOG = "catalog.sqlite"
LOCK_SECONDS = 300.0
"""How long a writer waits for another one's transaction; one that removes a dataset may hold it for long."""


@frozen
class Shard:
    """One Parquet file of the lake, as the catalog knows it."""

    shard_id: int
    table: str
    path: str
    """Relative to the lake folder."""
    n_rows: int
    bytes: int
    checksum: str
    schema_version: int
    inbox: bool
    created_at: float
    """Unix seconds."""


@frozen
class Place:
    """Where the own row and the steps of a trace or the like are: shard paths in the lake folder, and row numbers."""

    path: str
    row: int
    steps_path: str | None
    """None: it has no steps."""
    steps_row: int
    """Of step 0."""
    n_steps: int


def key_of(text: str) -> bytes | None:
    """The 16 bytes of an id of 32 lower-case hex digits, or None where it is not one."""
    try:
        key = bytes.fromhex(text)
    except ValueError:
        return None
    return key if len(key) == 16 and key.hex() == text else None


class Catalog:
    """The reading half of the catalog; safe to share between threads. Raises `NotALake` where there is none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._later: set[str] = set()
        if folder.is_file():
            raise NotALake(
                f"{folder} is a file, and a lake is a folder: give that, e.g. `tracewalk serve lake`. A Python file "
                f"becomes part of one by `tracewalk record {folder.name} --lake lake`."
            )
        if not (folder / CATALOG).is_file():
            raise NotALake(
                f"{folder} is not a lake: it has no {CATALOG}. `tracewalk record FILE.py --lake {folder}` makes one; "
                f"where only the catalog was lost, `tracewalk lake rebuild {folder}` makes it again from the shards."
            )
        self._connect()

    def _connect(self) -> None:
        self._signature = None if _writable(self.folder) else _signature(self.folder)
        try:
            self._connection = _reader(self.folder)
            self._connection.execute(statement("catalog/version")).fetchone()
        except sqlite3.Error as fault:
            raise NotALake(
                f"{self.folder / CATALOG} cannot be read ({fault}). `tracewalk lake rebuild {self.folder}` makes it "
                "again from the shards."
            ) from None

    def rows(self, name: str, parameters: Sequence[object] = ()) -> list[Any]:
        """All rows of the named query `catalog/<name>`."""
        with self._lock:
            if self._signature is not None and self._signature != _signature(self.folder):
                self._connection.close()
                self._connect()
            try:
                return self._connection.execute(statement(f"catalog/{name}"), parameters).fetchall()
            except sqlite3.Error as fault:
                raise LakeError(f"{self.folder / CATALOG}: {fault}; `tracewalk lake check` says more") from fault

    def version(self) -> int:
        """How many publications there were; it moves with each."""
        return int(self.rows("version")[0][0])

    def shards(self, table: str | None = None) -> list[Shard]:
        """The shards that make up the lake now, or one table of it, in order of publication."""
        found = [Shard(*row) for row in self.rows("live_shards")]
        return [shard for shard in found if table in (None, shard.table)]

    def trace(self, trace_id: str) -> Place | None:
        """Where a trace is, or None."""
        key = key_of(trace_id)
        rows = self.rows("trace_place", (key,)) if key else []
        return Place(*rows[0]) if rows else None

    def program(self, program_id: str) -> tuple[str, int] | None:
        """The shard path and row of a program, or None."""
        key = key_of(program_id)
        rows = self.rows("program_place", (key,)) if key else []
        return rows[0] if rows else None

    def prediction(self, prediction_id: str) -> Place | None:
        """Where a prediction is, or None."""
        key = key_of(prediction_id)
        rows = self.later_rows("predictions", "prediction_place", (key,)) if key else []
        return Place(*rows[0]) if rows else None

    def trajectory(self, trajectory_id: str, body: str = "turns") -> Place | None:
        """Where a trajectory is with its turns, or its state changes; or None."""
        key = key_of(trajectory_id)
        rows = self.later_rows("trajectories", f"{body}_place", (key,)) if key else []
        return Place(*rows[0]) if rows else None

    def prediction_paths(self, trace_id: str) -> list[str]:
        """The paths of the shards that hold the predictions of a trace."""
        key = key_of(trace_id)
        return [row[0] for row in self.later_rows("predictions", "prediction_paths", (key,))] if key else []

    def alone(self, table: str, text: str) -> tuple[str, int] | None:
        """The shard path and row of a check or result, or None."""
        key = key_of(text)
        rows = self.later_rows(table, f"{TABLES[table].one}_place", (key,)) if key else []
        return rows[0] if rows else None

    def knows(self, table: str, key: bytes) -> bool:
        """Whether there is a row of that key in a table of predictions, trajectories, checks or results."""
        return bool(self.later_rows(table, f"knows_{TABLES[table].one}", (key,)))

    def later_rows(self, table: str, name: str, parameters: Sequence[object] = ()) -> list[Any]:
        """All rows of a named query about what old lakes know nothing of: none where this one is older than that."""
        if table not in self._later:
            if not self.rows("has_table", (table,))[0][0]:
                return []
            self._later.add(table)
        return self.rows(name, parameters)

    def all_of(self, table: str) -> list[Any]:
        """Where all of a table are: key, path, row of itself; path, first row and rows of each of its `BODIES`."""
        return self.later_rows(table, f"all_{table}")

    def items(self, trace_id: str) -> list[tuple[str, int]]:
        """The shard paths and rows of a trace's items."""
        key = key_of(trace_id)
        return self.rows("item_places", (key,)) if key else []

    def runs(self, trace_id: str) -> list[str]:
        """The ids of the further runs of a run 0."""
        return [row[0].hex() for row in self.rows("runs_of", (key_of(trace_id),))]

    def count(self, table: str) -> int:
        """How many rows a table has whose rows have a key of their own."""
        return sum(int(row[0]) for row in self.later_rows(table, f"count_{table}"))

    def nearest(self, table: str, given: str, n: int = 3) -> list[str]:
        """Up to `n` ids of a table that share the longest prefix with a given one, best first."""
        digits = "".join(c for c in given.lower() if c in "0123456789abcdef")[:32]
        key = bytes.fromhex(digits.ljust(32, "0"))
        rows = [row for way in ("from", "before") for row in self.later_rows(table, f"{table}_{way}", (key, n))]
        found = [row[0].hex() for row in rows]
        return sorted(found, key=lambda text: (-_shared(text, digits), text))[:n]

    def close(self) -> None:
        """Closes the connection; the last one of a writable lake folds the log into the catalog."""
        with self._lock:
            self._connection.close()


def _shared(one: str, other: str) -> int:
    """The length of the common prefix."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK) and os.access(folder / CATALOG, os.W_OK)


def _signature(folder: Path) -> tuple[object, ...]:
    """Changes when a writer elsewhere has moved the files on; an immutable connection would not see it."""
    found: list[object] = []
    for name in (CATALOG, f"{CATALOG}-wal"):
        try:
            stat = (folder / name).stat()
        except OSError:
            found.append(None)
        else:
            found.append((stat.st_ino, stat.st_mtime_ns, stat.st_size))
    return tuple(found)


def _reader(folder: Path) -> sqlite3.Connection:
    file, log = folder / CATALOG, folder / f"{CATALOG}-wal"
    if _writable(folder):
        return _open(file, "mode=rw")
    if not (log.exists() and log.stat().st_size and os.access(log, os.R_OK)):
        return _open(file, "immutable=1")
    connection = _open(file, "mode=ro")
    try:
        connection.execute(statement("catalog/version")).fetchone()
    except sqlite3.OperationalError:  # no shared-memory file beside the log, and none can be made
        connection.close()
        return _copy(file, log)
    return connection


def _copy(file: Path, log: Path) -> sqlite3.Connection:
    """What both files say together, in memory."""
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    with tempfile.TemporaryDirectory(prefix="tracewalk-") as place:
        for source in (file, log):
            shutil.copyfile(source, Path(place) / source.name)
        connection = _open(Path(place) / file.name, "mode=rw")
        connection.backup(copy)
        connection.close()
    return copy


def _open(file: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(file))}?{mode}", uri=True, check_same_thread=False, timeout=LOCK_SECONDS)
