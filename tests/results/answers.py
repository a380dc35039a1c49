"""An answer out of a DuckDB query, as a door gets it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import pyarrow as pa


@dataclass
class Made:
    table: pa.Table
    truncated: bool = False
    seconds: float = 0.0123

    @property
    def schema(self) -> pa.Schema:
        return self.table.schema

    @property
    def n_rows(self) -> int:
        return self.table.num_rows

    def batches(self) -> Iterator[pa.RecordBatch]:
        yield from self.table.to_batches()


def answer(sql: str) -> Made:
    return Made(duckdb.connect().sql(sql).to_arrow_table())
