"""The rows of an answer, written by the worker as an Arrow stream into memory that the server reads."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from tracewalk.cage.faults import TooLarge
from tracewalk.cage.sealed import blank, seal

if TYPE_CHECKING:
    import duckdb

    from tracewalk.cage.order import Order

__all__ = ["Output", "widest"]

_BATCH = 122_880


class Output:
    """One answer in the making, of at most `rows` rows."""

    def __init__(self, rows: int | None, order: Order) -> None:
        self._rows = rows
        self._order = order
        self.n_rows = 0
        self.truncated = False
        self.file = blank()

    def write(self, found: duckdb.DuckDBPyRelation) -> None:
        """Writes all of it. Raises `TooLarge`."""
        with (
            found.to_arrow_reader(_BATCH) as reader,
            open(self.file, "wb", buffering=0, closefd=False) as sink,
            pa.ipc.new_stream(sink, reader.schema) as stream,
        ):
            for batch in reader:
                if not self._add(stream, batch):
                    break
        seal(self.file)

    def _add(self, stream: pa.ipc.RecordBatchStreamWriter, batch: pa.RecordBatch) -> bool:
        """Writes what of a batch there is room for; whether there is for more."""
        if self._rows is not None and self.n_rows + batch.num_rows > self._rows:
            self.truncated = True
            batch = batch.slice(0, self._rows - self.n_rows)
        most = self._order.value_chars
        if any(widest(column) > most for column in batch.columns):
            raise TooLarge(
                f"a value in the answer has more than {most:,} characters or items, which TRACEWALK_SQL_VALUE_CHARS "
                "allows; take a part of it, e.g. left(value, 1000)"
            )
        if os.fstat(self.file).st_size + batch.nbytes > self._order.bytes:
            raise TooLarge(
                f"the answer has more than {self._order.bytes:,} bytes, which TRACEWALK_SQL_BYTES allows, after "
                f"{self.n_rows:,} rows; ask for fewer rows or columns"
            )
        stream.write_batch(batch)
        self.n_rows += batch.num_rows
        return not self.truncated

    def close(self) -> None:
        """Forgets an answer that is not told."""
        os.close(self.file)


def widest(column: pa.Array) -> int:
    """The bytes of the longest text, or the items of the longest list, in a column and within its values."""
    kind = column.type
    inner = 0
    if pa.types.is_dictionary(kind):
        return widest(column.dictionary)
    if pa.types.is_struct(kind):
        return max((widest(child) for child in column.flatten()), default=0)
    if pa.types.is_map(kind):
        inner = max(widest(column.keys), widest(column.items))
        lengths = pc.list_value_length(pa.ListArray.from_arrays(column.offsets, column.keys))
    elif pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        inner = widest(column.flatten())
        lengths = pc.list_value_length(column)
    elif pa.types.is_string(kind) or pa.types.is_binary(kind) or pa.types.is_large_string(kind):
        lengths = pc.binary_length(column)
    else:
        return 0
    return max(inner, pc.max(lengths).as_py() or 0)
