"""Rows as CSV: texts in quotes, NULL as nothing at all, nested values as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import csv, types

from tracewalk.results.columnar import as_texts
from tracewalk.results.rows import named_apart, pieces
from tracewalk.results.sink import Sink

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracewalk.results.rows import Rows

__all__ = ["csv_text"]


def csv_text(rows: Rows) -> Iterator[bytes]:
    """CSV with a header; an empty text is `""`, and NULL is nothing."""
    schema = named_apart(rows.schema)
    schema = pa.schema([f if _fits(f.type) else f.with_type(pa.string()) for f in schema])
    sink = Sink()
    with csv.CSVWriter(pa.PythonFile(sink, "w"), schema) as writer:
        for piece in pieces(rows):
            columns = [column if _fits(column.type) else as_texts(column) for column in piece.columns]
            writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=schema))
            yield sink.taken()
    yield sink.taken()


def _fits(kind: pa.DataType) -> bool:
    """Whether Arrow writes it as SQL would."""
    return any(
        fits(kind)
        for fits in (
            types.is_integer, types.is_floating, types.is_decimal, types.is_string, types.is_boolean, types.is_null,
        )
    )  # fmt: skip
