"""What a writer holds until a row group is full: rows of the small tables, and what traces and the like consist of."""

from __future__ import annotations

import math
from itertools import groupby
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from tracewalk.errors import UsageError
from tracewalk.lake.encoding import conform
from tracewalk.lake.shards import ShardFile, row_group
from tracewalk.model import TABLES

if TYPE_CHECKING:
    from tracewalk.lake.shards import Key, Part
    from tracewalk.lake.staging import Staging
    from tracewalk.model import Trace

__all__ = ["RowBuffer", "StepBuffer"]


_LARGE = ("turns", "state_changes")
"""Tables of which one row may be megabytes."""

_SMALL_BYTES = 1_000_000
_GROUP_BYTES = 16_000_000
"""Bytes in memory after which a row group of theirs is full."""


class RowBuffer:
    """Rows of programs, traces, items, predictions or trajectories; each key once, sorted within a row group."""

    def __init__(self, table: str, staging: Staging) -> None:
        self._table = table
        self._staging = staging
        self._waiting: dict[Key, dict[str, object]] = {}
        self._begin()

    def _begin(self) -> None:
        self._file: ShardFile | None = None
        self._places: dict[Key, tuple[int, int]] = {}
        self._owners: dict[Key, bytes] = {}

    def __contains__(self, key: Key) -> bool:
        return key in self._waiting or key in self._places

    def add(self, key: Key, row: dict[str, object], owner: bytes | None = None) -> None:
        """Adds a row, unless its key is here already; `owner` is what it belongs to."""
        if key in self:
            return
        self._waiting[key] = row
        if owner:
            self._owners[key] = owner
        if len(self._waiting) >= row_group(self._table, 0):
            self._flush()

    def _flush(self) -> None:
        if self._file is None:
            self._file = ShardFile(self._table, self._staging.new_file(), 0)
        order = TABLES[self._table].order
        waiting = sorted(self._waiting.items(), key=lambda entry: tuple(str(entry[1][name]) for name in order))
        rows = pa.Table.from_pylist([row for _, row in waiting], schema=TABLES[self._table].schema)
        first = self._file.write(conform(self._table, rows))
        self._places.update((key, (first + i, 1)) for i, (key, _) in enumerate(waiting))
        self._waiting.clear()

    def seal(self, *, inbox: bool) -> list[Part]:
        """What was added so far, as a part; the buffer is empty after it."""
        if self._waiting:
            self._flush()
        if self._file is None:
            return []
        part = self._file.seal(self._places, owners=self._owners, inbox=inbox)
        self._begin()
        return [part]

    def close(self) -> None:
        """Removes what was not sealed."""
        if self._file is not None:
            self._file.discard()


class StepBuffer:
    """Steps: short traces gather until they fill a row group, and are sorted by id; a long one streams as it comes.

    What is said of traces here holds for predictions and trajectories too, where `table` is one of theirs. Rows that
    may be large fill a row group by their bytes as well.
    """

    def __init__(self, table: str, staging: Staging, rows: int) -> None:
        self._table = table
        self._id, self._number = TABLES[table].order
        self._staging = staging
        self._row_group = row_group(table, rows)
        self._bytes = _GROUP_BYTES if table in _LARGE else math.inf
        self._ready: list[tuple[bytes, list[pa.RecordBatch], int]] = []
        self._n_ready = self._ready_bytes = 0
        self._file: ShardFile | None = None
        self._places: dict[Key, tuple[int, int]] = {}
        self.forget()

    @property
    def n_rows(self) -> int:
        """Rows of whole traces and of the one being written."""
        return (self._file.n_rows if self._file else 0) + self._n_ready + self._n_held

    def forget(self) -> None:
        """Forgets the trace being written."""
        self._trace_id = ""
        self._n_steps = 0
        self._held: list[pa.RecordBatch] = []
        self._n_held = self._held_bytes = 0
        self._streamed: list[tuple[int, int]] = []
        """First row and number of rows of the row groups that a long trace has in the file already."""

    def add(self, batch: pa.RecordBatch) -> None:
        """Adds the next steps of the trace being written."""
        if not batch.num_rows:
            return
        ids, steps = batch.column(self._id), batch.column(self._number)
        first, last = steps[0].as_py(), steps[-1].as_py()
        trace_id = self._trace_id or ids[0].as_py()
        if (first, last) != (self._n_steps, self._n_steps + batch.num_rows - 1):
            raise UsageError(
                f"steps {first} to {last} of trace {trace_id} came where step {self._n_steps} was next; steps are "
                "given in order, without gaps, one trace after the other"
            )
        if {ids[0].as_py(), ids[-1].as_py()} != {trace_id}:
            raise UsageError(
                f"steps of {ids[-1].as_py()} came among those of {trace_id}; `add_trace` or `abandon` ends a trace"
            )
        self._trace_id = trace_id
        self._n_steps += batch.num_rows
        self._hold(batch)

    def _hold(self, batch: pa.RecordBatch) -> None:
        n_bytes = self._bytes_of(batch)
        if batch.num_rows > 1 and n_bytes > self._bytes:
            half = batch.num_rows // 2
            self._hold(batch.slice(0, half))
            self._hold(batch.slice(half))
            return
        while self._n_held + batch.num_rows >= self._row_group:
            room = self._row_group - self._n_held
            self._held.append(batch.slice(0, room))
            self._stream()
            batch = batch.slice(room)
            n_bytes = self._bytes_of(batch)
        if batch.num_rows:
            self._held.append(batch)
            self._n_held += batch.num_rows
            self._held_bytes += n_bytes
            if self._held_bytes >= self._bytes:
                self._stream()

    def _bytes_of(self, batch: pa.RecordBatch) -> int:
        """Bytes of a batch in memory, where there is a limit to them.

        Of a small one with what its slices leave out, which is told ten times as fast.
        """
        if self._bytes == math.inf:
            return 0
        whole: int = batch.get_total_buffer_size()
        return whole if whole < _SMALL_BYTES else int(batch.nbytes)

    def _stream(self) -> None:
        rows = self._together(self._held)
        self._streamed.append((self._writing().write(rows), rows.num_rows))
        self._held, self._n_held, self._held_bytes = [], 0, 0

    def check(self, trace: Trace) -> None:
        """Raises `UsageError` unless the steps given are all those of the trace."""
        if (self._n_steps, self._trace_id or trace.trace_id) != (trace.n_steps, trace.trace_id):
            raise UsageError(
                f"trace {trace.trace_id} has {trace.n_steps} steps, but {self._n_steps} steps of "
                f"{self._trace_id or 'no trace'} were given before it"
            )

    def finish(self, key: bytes) -> None:
        """The trace being written is whole."""
        if self._streamed:
            if self._held:
                self._stream()
            self._places[key] = (self._streamed[0][0], self._n_steps)
        elif self._n_steps:
            if self._n_ready + self._n_held > self._row_group or self._ready_bytes + self._held_bytes > _GROUP_BYTES:
                self._flush()
            self._ready.append((key, self._held, self._n_held))
            self._n_ready += self._n_held
            self._ready_bytes += self._held_bytes
        self.forget()

    def _flush(self) -> None:
        self._ready.sort(key=lambda entry: entry[0])
        row = self._writing().write(self._together([batch for _, batches, _ in self._ready for batch in batches]))
        for key, _, n in self._ready:
            self._places[key] = (row, n)
            row += n
        self._ready, self._n_ready, self._ready_bytes = [], 0, 0

    def _writing(self) -> ShardFile:
        if self._file is None:
            self._file = ShardFile(self._table, self._staging.new_file(), self._row_group)
        return self._file

    def seal(self, *, inbox: bool) -> list[Part]:
        """The whole traces, as a part; a long trace that is not finished moves on to the next file."""
        if self._ready:
            self._flush()
        if self._file is None:
            return []
        part = self._file.seal(self._places, inbox=inbox)
        self._file, self._places = None, {}
        if self._streamed:
            self._carry(part)
        return [part]

    def _carry(self, part: Part) -> None:
        source = pq.ParquetFile(part.file)
        moved: list[tuple[int, int]] = []
        wanted = {first for first, _ in self._streamed}
        row = 0
        for group in range(source.num_row_groups):
            if row in wanted:
                rows = conform(self._table, source.read_row_group(group))
                moved.append((self._writing().write(rows), rows.num_rows))
            row += source.metadata.row_group(group).num_rows
        self._streamed = moved

    def close(self) -> None:
        """Removes what was not sealed."""
        if self._file is not None:
            self._file.discard()

    def _together(self, batches: list[pa.RecordBatch]) -> pa.Table:
        """Batches, possibly of different encodings, as one table of the physical schema."""
        runs = [list(same) for _, same in groupby(batches, key=lambda batch: batch.schema)]
        tables = [conform(self._table, pa.Table.from_batches(run)) for run in runs]
        return tables[0] if len(tables) == 1 else conform(self._table, pa.concat_tables(tables))
