"""Putting other rows in the place of predictions, trajectories, checks or results that the lake has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracewalk.errors import UsageError
from tracewalk.lake.buffers import RowBuffer, StepBuffer
from tracewalk.lake.catalog import key_of
from tracewalk.lake.compact import merge_inbox
from tracewalk.lake.cutting import cut_out, holders
from tracewalk.lake.given import storable, taken
from tracewalk.lake.publish import Ledger
from tracewalk.lake.shards import BODIES, full_shard, row_group
from tracewalk.model import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import pyarrow as pa

    from tracewalk.lake.lake import Lake
    from tracewalk.lake.shards import Key

__all__ = ["Replacer", "replace_all"]


def replace_all(lake: Lake, takes: Iterable[Callable[[Replacer], None]], head: str) -> int:
    """Hands a replacer of one table to each of `takes`, then publishes. Returns how many were replaced.

    Also on an exception what was taken until then is replaced. Raises `ReadOnlyLake`.
    """
    lake.require_writable()
    with Ledger(lake.path, lake.settings) as ledger:
        replacer = Replacer(lake, ledger, head)
        try:
            for take in takes:
                take(replacer)
        finally:
            try:
                replacer.publish()
            finally:
                replacer.close()
        return replacer.n_replaced


class Replacer:
    """Takes rows of one table, with what belongs to them; each batch of a full shard is one publication."""

    def __init__(self, lake: Lake, ledger: Ledger, head: str) -> None:
        self._lake = lake
        self._ledger = ledger
        self._head = head
        self._rows = RowBuffer(head, ledger.staging)
        rows = lake.settings.row_group
        self._bodies = {body: StepBuffer(body, ledger.staging, rows) for body in BODIES.get(head, ())}
        self.n_replaced = 0

    def take(self, row: dict[str, object], bodies: Mapping[str, pa.Table], owner: str | None = None) -> None:
        """Takes one more; publishes where a shard is full, or where the same one comes again.

        Raises `UsageError` for an id that the lake has not, or for rows that do not fit.
        """
        table = TABLES[self._head]
        text = str(row[table.order[0]])
        key, belongs_to = key_of(text), key_of(owner) if owner else None
        if key is None or (owner and belongs_to is None) or not self._lake.catalog.knows(self._head, key):
            raise UsageError(f"no {table.one} {text!r} in {self._lake.path}, so none to replace")
        batches = {body: taken(body, text, rows) for body, rows in bodies.items()}
        storable(self._head, row)
        if key in self._rows or self._is_full():
            self.publish()
        self._rows.add(key, row, belongs_to)
        for body, some in batches.items():
            for batch in some:
                self._bodies[body].add(batch)
            self._bodies[body].finish(key)

    def _is_full(self) -> bool:
        settings = self._lake.settings
        return any(rows.n_rows >= full_shard(body, settings) for body, rows in self._bodies.items())

    def publish(self) -> None:
        """Swaps what was taken so far for what the lake has of it."""
        group = self._lake.settings.row_group
        small = all(rows.n_rows < row_group(body, group) for body, rows in self._bodies.items())
        parts = self._rows.seal(inbox=small)
        parts += [part for rows in self._bodies.values() for part in rows.seal(inbox=small)]
        keys: set[Key] = {key for part in parts for key in part.rows}
        if not keys:
            return
        with self._ledger.publication() as publication:
            keys -= publication.unknown(self._head, keys)  # removed since it was taken
            gone = dict.fromkeys((self._head, *self._bodies), keys)
            shards = holders(self._ledger, publication, gone)
            publication.forget(self._head, keys)
            # first the new rows, then the old shards without theirs: killed in between, nothing is lost
            publication.place([kept for part in parts for kept in publication.only(part, keys & part.rows.keys())])
            cut_out(self._lake, self._ledger, publication, shards, gone)
        self.n_replaced += len(keys)
        merge_inbox(self._ledger)

    def close(self) -> None:
        """Gives up what is not published."""
        self._rows.close()
        for rows in self._bodies.values():
            rows.close()
