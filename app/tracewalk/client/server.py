"""A server's lake, over its API: the same calls as for a folder."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pyarrow as pa

from tracewalk import model
from tracewalk.client.door import Found
from tracewalk.client.read import read_query, read_schema
from tracewalk.client.table import Whole
from tracewalk.client.wire import Wire
from tracewalk.lake import Frame, Variable, as_trace
from tracewalk.settings import load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracewalk.client.door import Given
    from tracewalk.sql import Query, Schema

__all__ = ["ServerDoor"]


class ServerDoor:
    """See `Door`."""

    def __init__(self, address: str) -> None:
        self._wire = Wire(address, load())
        self.place = self.base = self._wire.place
        self._wire.hello()

    def named(self, name: str, given: Given) -> Whole:
        """The answer to a named query, as many rows as the server gives."""
        return self._asked({"name": name, "parameters": given})

    def typed(self, text: str, given: Given) -> Whole:
        """The answer to a query's text, as many rows as the server gives."""
        return self._asked({"q": text, "parameters": given})

    def _asked(self, body: dict[str, object]) -> Whole:
        table, headers = self._wire.table("POST", "api/sql", body | {"format": "arrow"})
        seconds = float(headers.get("x-tracewalk-milliseconds", 0)) / 1e3
        return Whole(table, headers.get("x-tracewalk-truncated") == "true", seconds)

    def queries(self) -> Sequence[Query]:
        """The named queries of that server."""
        return [read_query(given) for given in self._wire.json("api/queries")["queries"]]

    def schema(self) -> Schema:
        """The views and macros of that server."""
        return read_schema(self._wire.json("api/schema"))

    def trace(self, trace_id: str) -> Found:
        """A trace with its items and sources. Raises `NotFound`."""
        told = self._wire.json(f"api/traces/{_part(trace_id)}")
        items = tuple(model.Item(**item | {"tags": tuple(item["tags"])}) for item in told["items"])
        return Found(as_trace(_dated(told["trace"])), items, {one["path"]: one["text"] for one in told["sources"]})

    def steps(self, trace_id: str, start: int, stop: int) -> pa.Table:
        """Steps [start, stop) of a trace."""
        return self._rows(f"api/traces/{_part(trace_id)}/steps", start, stop)

    def state(self, trace_id: str, step: int) -> Sequence[Frame]:
        """The frames on the stack at a step."""
        frames = self._wire.json(f"api/traces/{_part(trace_id)}/state", {"step": step})["frames"]
        return [Frame(**one | {"variables": tuple(Variable(**v) for v in one["variables"])}) for one in frames]

    def prediction(self, prediction_id: str) -> dict[str, Any]:
        """A prediction's row. Raises `NotFound`."""
        return _dated(self._wire.json(f"api/predictions/{_part(prediction_id)}")["prediction"])

    def predicted_steps(self, prediction_id: str, start: int, stop: int) -> pa.Table:
        """Rows [start, stop) of a prediction."""
        return self._rows(f"api/predictions/{_part(prediction_id)}/steps", start, stop)

    def _rows(self, path: str, start: int, stop: int) -> pa.Table:
        return self._wire.table("GET", path, {"format": "arrow", "from": max(start, 0), "to": max(stop, start, 0)})[0]

    def close(self) -> None:
        """Closes the connections."""
        self._wire.close()


def _part(text: str) -> str:
    return quote(text, safe="")


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"created_at": datetime.fromisoformat(row["created_at"])}
