"""What a query gave: an Arrow table, with the ways to others, and a look for notebooks."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tracewalk.errors import UsageError
from tracewalk.results import as_table, html_table, text_table
from tracewalk.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracewalk.results import Rows

__all__ = ["Result"]

_SHOWN = 20


class Result:
    """Rows of an answer; iterating gives them as dicts."""

    def __init__(self, rows: Rows) -> None:
        self._table = as_table(rows)
        self.truncated = rows.truncated
        """Whether there were more rows than came."""
        self.seconds = rows.seconds
        """How long the query took, where it ran."""

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return list(self._table.schema.names)

    def to_arrow(self) -> pa.Table:
        """The Arrow table itself."""
        return self._table

    def to_pandas(self) -> Any:
        """A pandas DataFrame; integers stay integers where there is NULL. Raises `UsageError` without pandas."""
        try:
            import pandas as pd  # noqa: PLC0415 - the client does without it
        except ImportError:
            raise UsageError(_missing("pandas")) from None
        frame = self._table.to_pandas()
        for n, column in enumerate(self._table.columns):
            if column.null_count and pa.types.is_integer(column.type):
                unsigned = "U" if pa.types.is_unsigned_integer(column.type) else ""
                kind = f"{unsigned}Int{column.type.bit_width}"
                frame[frame.columns[n]] = pd.array(column.to_pylist(), dtype=kind)
        return frame

    def to_polars(self) -> Any:
        """A polars DataFrame. Raises `UsageError` without polars."""
        try:
            import polars as pl  # noqa: PLC0415 - a user's own choice
        except ImportError:
            raise UsageError(_missing("polars")) from None
        return pl.from_arrow(self._table)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Arrow's own interface, by which polars, DuckDB and others take the rows as they are."""
        return self._table.__arrow_c_stream__(requested_schema)

    def __len__(self) -> int:
        return int(self._table.num_rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for batch in self._table.to_batches():
            yield from batch.to_pylist()

    def __repr__(self) -> str:
        width = shutil.get_terminal_size((120, 24)).columns
        return "\n".join([*text_table(self._table.slice(0, _SHOWN), width), self._told()])

    def _repr_html_(self) -> str:
        return f"{html_table(self._table, _SHOWN)}<p>{self._told()}</p>"

    def _told(self) -> str:
        shown = f", the first {_SHOWN} are shown" if len(self) > _SHOWN else ""
        more = "; there are more, which did not come" if self.truncated else ""
        return f"{counted(len(self), 'row')}{shown}, {self.seconds * 1e3:,.0f} ms{more}"


def _missing(library: str) -> str:
    return (
        f"{library} is not installed here: `pip install {library}` in this notebook's environment, or use .to_arrow()"
    )
