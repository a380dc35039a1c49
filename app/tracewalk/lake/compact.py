"""Merging small shards into one that is sorted: streamed through DuckDB's sort, which spills what is too large."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from tracewalk.errors import ShardError
from tracewalk.frozen import frozen
from tracewalk.lake.catalog import Shard, key_of
from tracewalk.lake.check import damage
from tracewalk.lake.encoding import conform
from tracewalk.lake.engine import connect
from tracewalk.lake.progress import Progress, silent
from tracewalk.lake.publish import Ledger
from tracewalk.lake.shards import HEADS, OWNERS, ShardFile, full_shard, metadata, row_group
from tracewalk.model import TABLES
from tracewalk.sql import statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracewalk.lake.lake import Lake
    from tracewalk.lake.shards import Key, Part

__all__ = ["Compaction", "compact", "merge_inbox"]


@frozen
class Compaction:
    """What a compaction did."""

    merged: int
    """Shards that were merged; they are deleted after `settings.grace_seconds`."""
    made: int
    rows: int


def compact(lake: Lake, *, progress: Progress = silent) -> Compaction:
    """Merges the small shards of each table into sorted ones of about `settings.shard_rows` steps.

    Raises `ReadOnlyLake`, and `ShardError` for a damaged shard; what was merged until then stays so.
    """
    lake.require_writable()
    with Ledger(lake.path, lake.settings) as ledger:
        aims = {table: full_shard(table, ledger.settings) for table in TABLES}
        groups = [group for table, aim in aims.items() for group in _groups(lake.catalog.shards(table), aim)]
        total = sum(shard.n_rows for group in groups for shard in group)
        done = merged = made = 0
        for group in groups:
            progress(done, total, f"{group[0].table}: {len(group)} shards")
            if _merge(ledger, group, inbox=False):
                merged, made = merged + len(group), made + 1
            done += sum(shard.n_rows for shard in group)
        progress(total, total, "compacted")
    return Compaction(merged, made, total)


def merge_inbox(ledger: Ledger) -> None:
    """Merges the inbox of each table that has more than `settings.inbox_files` shards.

    What comes of it stays in the inbox until it fills a row group, so that one trace at a time makes no heap of shards.
    """
    for table in TABLES:
        waiting = [shard for shard in ledger.shards() if shard.table == table and shard.inbox]
        if len(waiting) > ledger.settings.inbox_files:
            n_rows = sum(shard.n_rows for shard in waiting)
            _merge(ledger, waiting, inbox=n_rows < row_group(table, ledger.settings.row_group))


def _groups(shards: list[Shard], aim: int) -> Iterator[list[Shard]]:
    group: list[Shard] = []
    for shard in shards:
        if shard.n_rows * 2 > aim:
            continue
        group.append(shard)
        if sum(member.n_rows for member in group) >= aim:
            yield group
            group = []
    if len(group) > 1:
        yield group


def _merge(ledger: Ledger, inputs: list[Shard], *, inbox: bool) -> bool:
    """Replaces shards by one. False, and nothing happens, where another process has replaced one of them meanwhile."""
    try:
        part = _sorted(ledger, inputs, inbox=inbox)
    except (OSError, ValueError, KeyError, pa.ArrowException, duckdb.Error) as fault:
        raise _named(ledger, inputs) or fault from fault
    with ledger.publication() as publication:
        live = {row[0] for row in publication.rows("live_shards")}
        if not live.issuperset(shard.shard_id for shard in inputs):
            part.file.unlink()
            return False
        publication.place([part])
        publication.drop(shard.shard_id for shard in inputs)
    return True


def _named(ledger: Ledger, inputs: list[Shard]) -> ShardError | None:
    """The error that names the damaged one of the shards that could not be merged; None where all are whole."""
    found = next((fault for shard in inputs if (fault := damage(ledger.folder, shard))), None)
    if found is None:
        return None
    return ShardError(f"{ledger.folder / found.where}: {found.text}. `tracewalk lake check` names them all.")


def _sorted(ledger: Ledger, inputs: list[Shard], *, inbox: bool) -> Part:
    table = inputs[0].table
    file = ShardFile(table, ledger.staging.new_file(), ledger.settings.row_group)
    spill = file.file.with_suffix(".spill")
    rows: dict[Key, tuple[int, int]] = {}
    owners: dict[Key, bytes] = {}
    connection = connect(spill, ledger.settings.query_memory)
    try:
        paths = [str(ledger.folder / shard.path) for shard in inputs]
        found = connection.sql(statement(f"shard/sorted_{table}"), params={"paths": paths})
        for batch in found.to_arrow_reader(row_group(table, ledger.settings.row_group)):
            whole = conform(table, pa.Table.from_batches([batch]))
            first = file.write(whole)
            for key, n in _keys(table, whole):
                start, so_far = rows.get(key, (first, 0))
                rows[key] = (start, so_far + n)
                first += n
            owners.update(_owners(table, whole))
    finally:
        connection.close()
        shutil.rmtree(spill, ignore_errors=True)
    return file.seal(rows, owners=owners, supersedes=_replaced(ledger, inputs), inbox=inbox)


def _keys(table: str, rows: pa.Table) -> Iterator[tuple[Key, int]]:
    """The keys of sorted rows with the number of rows of each, in order."""
    names = ("trace_id", "dataset", "task_id") if table == "items" else TABLES[table].order
    if table in HEADS:
        runs = pc.run_end_encode(rows.column(names[0]).combine_chunks().cast(pa.string()))
        start = 0
        for text, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
            yield bytes.fromhex(text), end - start
            start = end
        return
    columns = [rows.column(name).to_pylist() for name in names]
    for first, *rest in zip(*columns, strict=True):
        key = key_of(first)
        assert key is not None, "ids are checked when they are written"
        yield ((key, rest[0], rest[1]) if rest else key), 1


def _owners(table: str, rows: pa.Table) -> Iterator[tuple[Key, bytes]]:
    """What each key belongs to, of those that belong to something."""
    if table in OWNERS:
        ids, owners = (rows.column(name).to_pylist() for name in (TABLES[table].order[0], OWNERS[table]))
        yield from ((bytes.fromhex(key), bytes.fromhex(owner)) for key, owner in zip(ids, owners, strict=True) if owner)


def _replaced(ledger: Ledger, inputs: list[Shard]) -> set[str]:
    """The inputs, and what they replaced themselves where that is still on the disk, so that a rebuild sees all."""
    older = {name for shard in inputs for name in metadata(ledger.folder / shard.path)["supersedes"]}
    return {shard.path for shard in inputs} | {name for name in older if (ledger.folder / name).exists()}
