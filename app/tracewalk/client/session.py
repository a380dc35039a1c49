"""A lake that was opened, by its folder or by the address of its server: what can be asked of it."""

from __future__ import annotations

import warnings
from contextlib import closing
from html import escape
from typing import TYPE_CHECKING

from tracewalk import links
from tracewalk.client.gallery import Gallery
from tracewalk.client.given import as_given, as_texts, is_name
from tracewalk.client.prediction import Prediction
from tracewalk.client.result import Result
from tracewalk.client.schema import SchemaView
from tracewalk.client.trace import Trace
from tracewalk.client.urls import page_url
from tracewalk.errors import NotFound

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from tracewalk.client.door import Door

__all__ = ["Session"]


class Session:
    """Opened with `tracewalk.open`; a context manager that closes it."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def sql(self, query: str, /, **parameters: object) -> Result:
        """The answer to a query: its text, or the name of one of `queries()`; `$name` in the text is a parameter.

        Raises `SqlError` for a query that cannot be run, with the `position` in its text where that is known.
        """
        given = as_given(parameters)
        named = is_name(query)
        with closing(self._door.named(query.strip(), given) if named else self._door.typed(query, given)) as rows:
            result = Result(rows)
        if result.truncated:
            warnings.warn(f"only the first {len(result):,} rows came: {self._door.place} gives no more", stacklevel=2)
        return result

    def queries(self) -> Gallery:
        """The named queries, by name: what they answer, what they take, their text."""
        return Gallery(self._door.queries())

    def schema(self) -> SchemaView:
        """The views and macros that SQL can use, with a sentence on each column and argument."""
        return SchemaView(self._door.schema())

    def trace(self, trace_id: str) -> Trace:
        """A trace by its id. Raises `NotFound`, which names the nearest ids."""
        return Trace(self._door, self._door.trace(_id("trace", trace_id)))

    def prediction(self, prediction_id: str) -> Prediction:
        """A prediction by its id. Raises `NotFound`, which names the nearest ids."""
        return Prediction(self._door, self._door.prediction(_id("prediction", prediction_id)))

    def url(self, query: str = "", /, **parameters: object) -> str:
        """A link to the SQL page, with that query and what its parameters are given.

        Raises `UsageError` where no server is known.
        """
        given = tuple(sorted(as_texts(as_given(parameters)).items()))
        asked = (
            links.Sql(name=query.strip(), given=given) if is_name(query) else links.Sql(q=query or None, given=given)
        )
        return page_url(self._door, asked.url())

    def close(self) -> None:
        """Ends what runs for it; what came of it stays."""
        self._door.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return (
            f"<Tracewalk session on {self._door.place}: .sql(...), .queries(), .schema(), .trace(id), .prediction(id)>"
        )

    def _repr_html_(self) -> str:
        return f"<code>{escape(repr(self))}</code>"


def _id(kind: str, text: str) -> str:
    if not (text.isascii() and text.isalnum()):
        raise NotFound(f"no {kind} {text[:60]!r}: ids are 32 digits out of 0-9 and a-f")
    return text
