"""A table that is there already, as the rows of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from tracewalk.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Whole"]


@frozen
class Whole:
    """Rows that are all in memory."""

    table: pa.Table
    truncated: bool = False
    seconds: float = 0.0

    @property
    def schema(self) -> pa.Schema:
        """Names and types of the columns."""
        return self.table.schema

    @property
    def n_rows(self) -> int:
        """How many rows there are."""
        return int(self.table.num_rows)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows, in order."""
        yield from self.table.to_batches()

    def close(self) -> None:
        """Nothing holds them but whoever reads them."""
