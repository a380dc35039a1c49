"""The writing half of the catalog: one transaction a publication, in which nothing that is known is taken in twice."""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tracewalk.errors import LakeError, ReadOnlyLake
from tracewalk.lake.catalog import CATALOG, LOCK_SECONDS, Shard
from tracewalk.lake.rewrite import cut
from tracewalk.lake.shards import ALONE, BODIES, HEADS, checksum, sync_folder
from tracewalk.lake.staging import Staging, sweep
from tracewalk.model import SCHEMA_VERSION, TABLES
from tracewalk.sql import statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from tracewalk.lake.shards import Key, Part
    from tracewalk.settings import Settings

__all__ = ["Ledger", "Publication", "create_catalog"]

_DDL = ("create_lake", "create_shards", "create_traces", "create_runs", "create_programs", "create_items")
_LATER = (
    "create_predictions",
    "create_predictions_of",
    "create_trajectories",
    "create_checks",
    "create_results",
    "create_problems",
)
"""What the catalogs of older lakes have not; they get it with the next write."""

_PUT = {
    "programs": "put_program",
    "traces": "put_trace",
    "items": "put_item",
    "steps": "put_steps",
    "predictions": "put_prediction",
    "predicted_steps": "put_predicted_steps",
    "trajectories": "put_trajectory",
    "turns": "put_turns",
    "state_changes": "put_state_changes",
    "checks": "put_check",
    "results": "put_result",
    "problems": "put_problem",
}

_HEADS_FIRST = sorted(TABLES, key=lambda table: table in HEADS)
"""The steps of a trace come after it, in the catalog too."""


def create_catalog(folder: Path) -> None:
    """Makes an empty catalog, or leaves the one that is there."""
    connection = sqlite3.connect(folder / CATALOG, timeout=LOCK_SECONDS)
    try:
        connection.execute(statement("catalog/journal"))
        with connection:
            for name in (*_DDL, *_LATER):
                connection.execute(statement(f"catalog/{name}"))
            connection.execute(statement("catalog/begin_lake"), (SCHEMA_VERSION,))
    finally:
        connection.close()


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """Says what an error of the catalog means."""
    try:
        yield
    except sqlite3.Error as fault:
        message = f"{folder / CATALOG}: {fault}"
        if "readonly" in str(fault):
            raise ReadOnlyLake(f"{message}. Open a lake in a folder that you may write to.") from fault
        if "locked" in str(fault):
            raise LakeError(f"{message}: another process has been writing for {LOCK_SECONDS:.0f} s.") from fault
        raise LakeError(f"{message}; `tracewalk lake check` says more") from fault


class Ledger:
    """One writer's hold on a lake: its place in `.tmp/` and its connection to the catalog.

    On opening it sweeps what killed writers left, and deletes the shards whose grace period is over.
    """

    def __init__(self, folder: Path, settings: Settings, *, sweeping: bool = True) -> None:
        self.folder = folder
        self.settings = settings
        self.staging = Staging(folder)
        uri = f"file:{quote(str(folder / CATALOG))}?mode=rw"
        self._connection = sqlite3.connect(
            uri, uri=True, timeout=LOCK_SECONDS, isolation_level="IMMEDIATE", check_same_thread=False
        )
        try:
            with _explained(folder):
                for name in ("create_given", *_LATER):
                    self._connection.execute(statement(f"catalog/{name}"))
                self._connection.commit()
                if sweeping:  # only a catalog that is whole can tell what killed writers left
                    sweep(folder, self.knows)
                    self._collect()
        except BaseException:
            self.close()
            raise

    def _collect(self) -> None:
        before = time.time() - self.settings.grace_seconds
        dropped = self._connection.execute(statement("catalog/dropped_shards"), (before,)).fetchall()
        for shard_id, _, path, *_ in dropped:
            (self.folder / path).unlink(missing_ok=True)
            with self._connection:
                self._connection.execute(statement("catalog/forget_shard"), (shard_id,))

    @contextmanager
    def publication(self) -> Iterator[Publication]:
        """One transaction: other writers wait, readers see all of it or nothing."""
        publication = Publication(self, self._connection)
        try:
            with _explained(self.folder), self._connection:
                self._connection.execute(statement("catalog/bump"))
                yield publication
        finally:  # asks the catalog, as Ctrl-C may come right after the commit
            for name in publication.moved:
                if not self.knows(name):
                    (self.folder / name).unlink(missing_ok=True)
        self.staging.done()
        self._connection.execute(statement("catalog/checkpoint")).fetchall()

    @contextmanager
    def reading(self) -> Iterator[Publication]:
        """A look at the catalog that changes nothing."""
        try:
            yield Publication(self, self._connection)
        finally:
            self._connection.rollback()

    def shards(self) -> list[Shard]:
        """The shards that make up the lake now."""
        return [Shard(*row) for row in self._connection.execute(statement("catalog/live_shards")).fetchall()]

    def knows(self, path: str) -> bool:
        """Whether a shard, given by its path relative to the lake folder, is in the catalog, live or dropped."""
        return bool(self._connection.execute(statement("catalog/known_path"), (path,)).fetchone()[0])

    def close(self) -> None:
        """Closes the connection and removes what was not published."""
        self._connection.close()
        self.staging.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


class Publication:
    """What may be done to the catalog inside one transaction."""

    def __init__(self, ledger: Ledger, connection: sqlite3.Connection) -> None:
        self._ledger = ledger
        self._connection = connection
        self.admitted = dict.fromkeys(TABLES, 0)
        """How many rows of each table (of the bodies: keys) were new."""
        self.traceless = 0
        """How many predictions were left out because the lake does not have their traces."""
        self.moved: list[str] = []
        """Shards that are in their places before the catalog says so; removed if it never does."""

    def rows(self, name: str, parameters: tuple[object, ...] = ()) -> list[Any]:
        """All rows of the named query `catalog/<name>`."""
        return self._connection.execute(statement(f"catalog/{name}"), parameters).fetchall()

    def admit(self, parts: Iterable[Part], *, traceless: bool = False) -> None:
        """Takes parts in, without what the lake has already, nor predictions of traces that it has not.

        The steps of a trace come with its own row: where one is left out, the other is too; so with the other `BODIES`.
        Predictions of other traces are taken where `traceless`.
        """
        found: dict[str, set[Key]] = {table: set() for table in TABLES}
        by_table: dict[str, list[Part]] = {table: [] for table in TABLES}
        for part in parts:
            by_table[part.table].append(part)
        admitted: list[Part] = []
        for table in _HEADS_FIRST:
            for part in by_table[table]:
                head = HEADS.get(table)
                offered = found[head] & part.rows.keys() if head else self.unknown(table, part.rows)
                new = offered - found[table]
                if table == "predictions" and not traceless:
                    new -= self._traceless({key: part.owners[key] for key in new}, found["traces"])
                found[table] |= new
                self.admitted[table] += len(new)
                admitted += self.only(part, new)
        self.place(admitted)

    def _traceless(self, owners: dict[Key, bytes], found: set[Key]) -> set[Key]:
        """The predictions whose traces are neither in the lake nor found in this publication."""
        strange = self.unknown("traces", set(owners.values()) - found)
        lost = {key for key, trace in owners.items() if trace in strange}
        self.traceless += len(lost)
        return lost

    def only(self, part: Part, keys: set[Key]) -> list[Part]:
        """The part, or what it holds of the keys only; none where it holds nothing of them."""
        if part.whole and len(keys) == len(part.rows):
            return [part]
        kept = [cut(part, keys, self._ledger.staging.new_file(), self._ledger.settings.row_group)] if keys else []
        if part.placed:
            self.retire(part)
        else:
            part.file.unlink()
        return kept

    def unknown(self, table: str, keys: Iterable[Key]) -> set[Key]:
        """Those of the keys that the lake has not yet."""
        given = set(keys)
        return given - {row if table == "items" else row[0] for row in self.given(f"known_{table}", given)}

    def given(self, name: str, keys: Iterable[Key]) -> list[Any]:
        """All rows of a named query that compares the catalog with keys."""
        rows = [key if isinstance(key, tuple) else (key, "", "") for key in sorted(keys)]
        self.rows("clear_given")
        self._connection.executemany(statement("catalog/give"), rows)
        return self.rows(name)

    def place(self, parts: list[Part]) -> None:
        """Moves sealed parts to their places and writes down where their rows are."""
        moving = [part for part in parts if not part.placed]
        self._ledger.staging.intend(part.name for part in moving)
        for part in moving:
            target = self._ledger.folder / part.name
            target.parent.mkdir(exist_ok=True)
            self.moved.append(part.name)
            part.file.rename(target)
            part.file, part.placed = target, True
        for folder in {part.file.parent for part in moving}:
            sync_folder(folder)
        for part in sorted(parts, key=lambda part: part.table in HEADS):
            self._put(part, self._note(part))

    def drop(self, shard_ids: Iterable[int]) -> None:
        """Marks shards as no longer read; their files go after the grace period."""
        for shard_id in shard_ids:
            self.rows("drop_shard", (shard_id, time.time()))

    def empty(self) -> None:
        """Forgets everything, to be written down again."""
        for table in ("shards", "runs", "items", *BODIES, *ALONE):
            self.rows(f"empty_{table}")

    def forget(self, table: str, keys: Iterable[Key]) -> None:
        """Forgets where the rows of a table are, and what belongs to them."""
        rows = [key if isinstance(key, tuple) else (key,) for key in keys]
        for name in ("forget_trace", "forget_run") if table == "traces" else (f"forget_{TABLES[table].one}",):
            self._connection.executemany(statement(f"catalog/{name}"), rows)

    def retire(self, part: Part) -> None:
        """Writes down a file that is in its place but no longer read; it goes after the grace period."""
        self.drop([self._note(part)])

    def _note(self, part: Part) -> int:
        facts = (part.n_rows, part.file.stat().st_size, checksum(part.file), SCHEMA_VERSION, part.inbox, time.time())
        cursor = self._connection.execute(statement("catalog/add_shard"), (part.table, part.name, *facts))
        shard_id = cursor.lastrowid
        assert shard_id is not None
        return shard_id

    def _put(self, part: Part, shard: int) -> None:
        rows: list[tuple[object, ...]]
        if part.table in HEADS:
            rows = [(key, shard, first, n) for key, (first, n) in part.rows.items()]
        elif part.table == "items":
            rows = [(*key, shard, first) for key, (first, _) in part.rows.items()]
        elif part.table == "predictions":
            rows = [(key, shard, first, part.owners[key]) for key, (first, _) in part.rows.items()]
        else:
            rows = [(key, shard, first) for key, (first, _) in part.rows.items()]
        self._connection.executemany(statement(f"catalog/{_PUT[part.table]}"), rows)
        if part.table == "traces":
            self._connection.executemany(statement("catalog/put_run"), [(run, key) for key, run in part.owners.items()])
