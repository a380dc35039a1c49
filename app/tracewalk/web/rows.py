"""Rows as an answer over HTTP: streamed, with the facts in its headers and a name for the file."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from typing import Protocol

from starlette.concurrency import iterate_in_threadpool
from starlette.responses import StreamingResponse

from tracewalk.results import Form, Rows

__all__ = ["Held", "facts", "stream"]

_ODD = re.compile(r"[^A-Za-z0-9_-]+")


class Held(Rows, Protocol):
    """Rows that something holds until they were sent."""

    def close(self) -> None:
        """Gives it up."""


def stream(rows: Held, form: Form, name: str, headers: dict[str, str]) -> StreamingResponse:
    """The rows in a form, piece by piece; `name` is that of the file, without its suffix."""
    shown = "inline" if form.name == "json" else "attachment"
    file = f"{_ODD.sub('_', name)[:80].strip('_') or 'rows'}{form.suffixes[0]}"
    return StreamingResponse(
        _body(form.write(rows), rows),
        media_type=form.media_type,
        headers={
            "Content-Disposition": f'{shown}; filename="{file}"',
            "X-Content-Type-Options": "nosniff",  # a browser that guesses would run what a value says
            **headers,
        },
    )


def facts(rows: Rows, limit: int) -> dict[str, str]:
    """What is known of the rows, for headers."""
    return {
        "X-Tracewalk-Rows": str(rows.n_rows),
        "X-Tracewalk-Truncated": str(rows.truncated).lower(),
        "X-Tracewalk-Row-Limit": str(limit),
        "X-Tracewalk-Milliseconds": f"{rows.seconds * 1e3:.1f}",
    }


async def _body(pieces: Iterator[bytes], rows: Held) -> AsyncIterator[bytes]:
    try:
        async for piece in iterate_in_threadpool(pieces):
            if piece:
                yield piece
    finally:
        rows.close()  # also where the client goes away in the middle
