"""`/api/sql`: any query, named or typed, in any form; and the library of named queries.

What a query meets has its own status: 400 it is wrong (with `position`), 403 the cage refuses it, 404 no such name,
422 a limit of this server stopped it, 429 all workers are busy and the queue is full, 501 typed SQL cannot run on this
system. 422 and not 408 or 504, although time may be what ran out: browsers and proxies send those again by themselves,
and the same query would only be stopped again.
"""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from functools import cache, partial
from typing import Any

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tracewalk.cage import Answer, Cancel
from tracewalk.client import as_texts
from tracewalk.settings import Settings
from tracewalk.sql import bind, bind_typed, empty_schema, find, library
from tracewalk.web.answers import failed, posted
from tracewalk.web.context import Context, current
from tracewalk.web.rows import facts, stream
from tracewalk.web.sql_request import Asked, from_body, from_url

__all__ = ["queries", "query", "schema", "sql_routes"]

_SPARE = 4
"""Threads beyond those whose queries run or wait: they learn at once that the queue is full."""


def queries(_request: Request) -> Any:
    """The named queries: ours, and those of this server's own folder."""
    return {"queries": [asdict(found) for found in library(current().queries).values()]}


def query(request: Request) -> Any:
    """One named query, with its text."""
    return asdict(find(request.path_params["name"], current().queries))


def schema(_request: Request) -> Any:
    """The views and macros that SQL can use, each with its sentences."""
    return asdict(empty_schema())


def sql_routes(base: str) -> list[Route]:
    """`/api/sql`; the calls that only list things stand in `api.ROUTES`."""
    return [Route(f"{base}/api/sql", sql, methods=["GET", "POST"])]


async def sql(request: Request) -> Response:
    """The rows of a query. A POST only reads, so that a read-only server answers it too."""
    context = current()
    try:
        if request.method == "POST":
            asked = from_body(await posted(request, 4 * context.settings.sql_chars + 65_536), context.settings)
        else:
            asked = from_url(request.query_params, context.settings)
        answer = await _answer(request, context, asked)
    except Exception as fault:
        return failed(request, fault)
    headers = facts(answer, asked.rows) | {"Cache-Control": "no-store"}
    return stream(answer, asked.form, asked.name.rpartition("/")[2] if asked.name else "query", headers)


async def _answer(request: Request, context: Context, asked: Asked) -> Answer:
    """Runs it in a thread of its own; a client that goes away meanwhile stops it."""
    cancel = Cancel()
    watching = asyncio.create_task(_gone(request, cancel))
    try:
        return await to_thread.run_sync(
            partial(_run, context, asked, cancel),
            limiter=_threads(context.settings),
        )
    finally:
        watching.cancel()


def _run(context: Context, asked: Asked, cancel: Cancel) -> Answer:
    if asked.name is None:
        text = asked.q or ""
        return context.cage.run(text, bind_typed(text, asked.given), rows=asked.rows, cancel=cancel)
    found = find(asked.name, context.queries)
    return context.cage.ask(found, bind(found, as_texts(asked.given)), rows=asked.rows, cancel=cancel)


@cache
def _threads(settings: Settings) -> CapacityLimiter:
    """Of queries alone: those that wait, typed or named in a line each, must not keep the pages from their threads."""
    return CapacityLimiter(2 * (settings.sql_workers + settings.sql_queue) + _SPARE)


async def _gone(request: Request, cancel: Cancel) -> None:
    while not cancel.cancelled:
        if (await request.receive())["type"] == "http.disconnect":
            cancel.cancel()
