"""What is written or shown: an answer's schema, its rows batch by batch, and what is known of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Rows", "as_table", "named_apart", "pieces"]

_PIECE = 65_536
"""Rows handled at once: what is in memory twice at most."""


class Rows(Protocol):
    """An answer, e.g. the cage's."""

    @property
    def schema(self) -> pa.Schema:
        """Names and types of the columns."""

    @property
    def n_rows(self) -> int:
        """How many rows there are."""

    @property
    def truncated(self) -> bool:
        """Whether there were more than may be given."""

    @property
    def seconds(self) -> float:
        """How long the query took."""

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows, in order."""


def named_apart(schema: pa.Schema) -> pa.Schema:
    """The schema with names of which no two are the same: a, a_1, a_2. Objects and Parquet need that."""
    taken: set[str] = set(schema.names)
    seen: set[str] = set()
    fields: list[pa.Field] = []
    for field in schema:
        name, n = field.name, 0
        while name in seen or (n and name in taken):
            n += 1
            name = f"{field.name}_{n}"
        seen.add(name)
        fields.append(field.with_name(name))
    return pa.schema(fields)


def pieces(rows: Rows) -> Iterator[pa.RecordBatch]:
    """The rows in small batches, their columns named apart."""
    schema = named_apart(rows.schema)
    for batch in rows.batches():
        renamed = pa.RecordBatch.from_arrays(batch.columns, schema=schema)
        for start in range(0, renamed.num_rows, _PIECE):
            yield renamed.slice(start, _PIECE)


def as_table(rows: Rows) -> pa.Table:
    """All rows as one Arrow table, its columns named apart."""
    return pa.Table.from_batches(pieces(rows), named_apart(rows.schema))
