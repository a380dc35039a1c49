"""The runs that a lake has of an identity, by number and digest: what a writer of many identities asks for often."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from tracewalk.errors import ShardError

if TYPE_CHECKING:
    import pyarrow as pa

    from tracewalk.lake.lake import Lake

__all__ = ["RunDigests"]


class RunDigests:
    """Reads each shard's two columns once: 36 MB for a million traces, and then a few µs a question."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._shards: dict[str, pa.Table] = {}

    def of(self, root: str) -> list[tuple[int, str]]:
        """Number and `steps_digest` of each run of the identity whose run 0 has this id, in no order."""
        found: list[tuple[int, str]] = []
        for trace_id in {root, *self._lake.catalog.runs(root)} if self._lake.has(root) else ():
            place = self._lake.catalog.trace(trace_id)
            if place is not None:
                row = self._shard(place.path).slice(place.row, 1).to_pylist()[0]
                found.append((row["run"], row["steps_digest"]))
        return found

    def _shard(self, path: str) -> pa.Table:
        if path not in self._shards:
            file = self._lake.path / path
            try:
                self._shards[path] = pq.read_table(file, columns=["run", "steps_digest"])
            except (OSError, ValueError) as fault:  # pyarrow's own are of these
                raise ShardError(f"{file} cannot be read: {fault}; `tracewalk lake check` says more") from fault
        return self._shards[path]
