"""An answer: whole before it is given, read batch by batch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType
    from typing import Self

__all__ = ["Answer"]


@dataclass
class Answer:
    """The rows of a query; a context manager that closes it."""

    schema: pa.Schema
    n_rows: int
    truncated: bool
    """There are more rows than were asked for."""
    seconds: float
    """That the query took, without waiting for its turn."""
    _open: Callable[[], Iterator[pa.RecordBatch]] | None = field(repr=False)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """All rows, in order; again from the start at each call, none after `close`."""
        return iter(()) if self._open is None else self._open()

    def table(self) -> pa.Table:
        """All rows at once."""
        return pa.Table.from_batches(self.batches(), schema=self.schema)

    def close(self) -> None:
        """Gives the memory back, once the batches that were handed out are gone too."""
        self._open = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
