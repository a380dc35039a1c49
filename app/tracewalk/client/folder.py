"""A lake's folder on this machine: queries run here, with the user's own rights."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tracewalk.cage import Answer, Cage
from tracewalk.client.door import Found, closed
from tracewalk.client.given import as_texts
from tracewalk.client.interrupt import interruptible
from tracewalk.lake import Lake
from tracewalk.sql import Query, Schema, bind, bind_typed, empty_schema, find, library

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyarrow as pa

    from tracewalk.client.door import Given
    from tracewalk.lake import Frame

__all__ = ["FolderDoor"]


class FolderDoor:
    """See `Door`. Typed SQL runs in the cage, and without one where this system has none: it is the user's own."""

    base: str | None = None

    def __init__(self, folder: Path, queries: Path | None = None) -> None:
        self._opened: Lake | None = Lake.open(folder)
        self._queries = queries
        self.place = str(folder)

    @property
    def _lake(self) -> Lake:
        if self._opened is None:
            raise closed(self.place)
        return self._opened

    @cached_property
    def _cage(self) -> Cage:
        alone = replace(self._lake.settings, sql_workers=1)  # one person asks one thing at a time
        return Cage(self._lake, alone, unsafe=True)

    def named(self, name: str, given: Given, *, rows: int | None = None) -> Answer:
        """The answer to a named query; `rows` is how many it may have."""
        query = find(name, self._queries)
        values = bind(query, as_texts(given))
        return interruptible(lambda cancel: self._cage.ask(query, values, rows=rows, cancel=cancel))

    def typed(self, text: str, given: Given, *, rows: int | None = None) -> Answer:
        """The answer to a query's text."""
        values = bind_typed(text, given)
        return interruptible(lambda cancel: self._cage.run(text, values, rows=rows, cancel=cancel))

    def queries(self) -> Sequence[Query]:
        """Ours, then those of the user's folder."""
        return list(library(self._queries).values())

    def schema(self) -> Schema:
        """The views and macros."""
        return empty_schema()

    def trace(self, trace_id: str) -> Found:
        """A trace with its items and sources. Raises `NotFound`."""
        trace = self._lake.trace(trace_id)
        sources = {file.path: self._lake.program(file.program_id).text for file in trace.files}
        return Found(trace, tuple(self._lake.items(trace_id)), sources)

    def steps(self, trace_id: str, start: int, stop: int) -> pa.Table:
        """Steps [start, stop) of a trace."""
        return self._lake.steps(trace_id, start, stop)

    def state(self, trace_id: str, step: int) -> Sequence[Frame]:
        """The frames on the stack at a step."""
        return self._lake.state(trace_id, step)

    def prediction(self, prediction_id: str) -> dict[str, Any]:
        """A prediction's row. Raises `NotFound`."""
        return self._lake.prediction(prediction_id)

    def predicted_steps(self, prediction_id: str, start: int, stop: int) -> pa.Table:
        """Rows [start, stop) of a prediction."""
        return self._lake.predicted_steps(prediction_id, start, stop)

    def close(self) -> None:
        """Ends the cage's processes and closes the lake."""
        if cage := self.__dict__.pop("_cage", None):
            cage.close()
        if self._opened is not None:
            self._opened.close()
        self._opened = None
