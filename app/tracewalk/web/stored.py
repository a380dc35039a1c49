"""Steps as the lake has them, as an Arrow stream: what a notebook asks for, window by window, however long the run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyarrow as pa
from starlette.requests import Request
from starlette.responses import Response

from tracewalk.errors import UsageError
from tracewalk.frozen import frozen
from tracewalk.results import FORMS
from tracewalk.web.answers import whole
from tracewalk.web.rows import stream

__all__ = ["stored", "wants_arrow"]


@frozen
class _Windows:
    """Rows [start, stop) of something long, of which `read` gives a part."""

    read: Callable[[int, int], pa.Table]
    start: int
    stop: int
    window: int
    truncated: bool = False
    seconds: float = 0.0

    @property
    def schema(self) -> pa.Schema:
        return self.read(self.start, self.start).schema

    @property
    def n_rows(self) -> int:
        return self.stop - self.start

    def batches(self) -> Iterator[pa.RecordBatch]:
        for at in range(self.start, self.stop, self.window):
            yield from self.read(at, min(at + self.window, self.stop)).to_batches()

    def close(self) -> None:
        """Nothing is held."""


def wants_arrow(request: Request) -> bool:
    """Whether a call for steps asks for them as they are stored. Raises `UsageError` for any other form."""
    form = request.query_params.get("format") or "json"
    if form not in ("json", "arrow"):
        raise UsageError(f"format={form[:60]!r} is none here; there are: json, for the stepper, and arrow")
    return form == "arrow"


def stored(request: Request, name: str, n_rows: int, window: int, read: Callable[[int, int], pa.Table]) -> Response:
    """The rows [from, to) of a trace's or a prediction's steps; `read` gives those from one to another."""
    start = min(whole(request, "from", 0), n_rows)
    rows = _Windows(read, start, max(min(whole(request, "to", n_rows), n_rows), start), window)
    return stream(rows, FORMS["arrow"], name, {"X-Tracewalk-Rows": str(rows.n_rows), "Cache-Control": "no-cache"})
