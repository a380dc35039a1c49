"""Writing a shard again with some of its rows only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from tracewalk.lake.encoding import conform
from tracewalk.lake.shards import ShardFile

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from tracewalk.lake.shards import Key, Part

__all__ = ["cut"]


def cut(part: Part, keys: Collection[Key], file: Path, row_group: int) -> Part:
    """A part with the rows of `keys` only, in the same order; row group by row group, so memory stays small."""
    kept = sorted((first, n, key) for key, (first, n) in part.rows.items() if key in keys)
    output = ShardFile(part.table, file, row_group)
    source = pq.ParquetFile(part.file)
    start = 0
    for group in range(source.num_row_groups):
        stop = start + source.metadata.row_group(group).num_rows
        spans = [
            (max(first, start), min(first + n, stop)) for first, n, _ in kept if first < stop and first + n > start
        ]
        if spans:
            rows = source.read_row_group(group)
            output.write(conform(part.table, pa.concat_tables(rows.slice(a - start, b - a) for a, b in spans)))
        start = stop
    rows_now: dict[Key, tuple[int, int]] = {}
    row = 0
    for _, n, key in kept:
        rows_now[key] = (row, n)
        row += n
    owners = {key: owner for key, owner in part.owners.items() if key in rows_now}
    supersedes = {*part.supersedes, part.name} if part.placed else part.supersedes
    return output.seal(rows_now, owners=owners, supersedes=supersedes, inbox=part.inbox)
