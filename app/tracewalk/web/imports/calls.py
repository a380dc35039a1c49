"""The calls that import what visitors bring: begin one, send its files, have them read, watch it, stop it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from tracewalk.errors import UsageError
from tracewalk.web.allowed import why_off
from tracewalk.web.answers import answering, error, failed, fresh
from tracewalk.web.context import current
from tracewalk.web.imports.jobs import Import
from tracewalk.web.imports.told import told

__all__ = ["IMPORT_ROUTES", "import_routes", "why_not"]

_PIECE = 1 << 20
"""Bytes that go to the disk at once."""


def why_not() -> str | None:
    """Why nothing can be imported here; None: it can."""
    return why_off("Imports are", "them")


def imports(_request: Request) -> Any:
    """Whether logs can be imported here, and which import runs."""
    why, running = why_not(), current().imports.running()
    return fresh({"allowed": why is None, "why": why, "running": running.import_id if running else None})


def one(request: Request) -> Any:
    """An import as it stands: how far it is, and when it is over what became of the files."""
    return fresh(told(current().imports.get(request.path_params["id"])))


def begin(_request: Request) -> Any:
    """A new import, which takes files."""
    made, settings = current().imports.begin(), current().settings
    return fresh({"import": made.import_id, "bytes": settings.upload_bytes, "files": settings.upload_files})


def start(request: Request) -> Any:
    """All files are there: they are read."""
    dataset = request.query_params.get("dataset") or None
    return fresh(told(current().imports.start(request.path_params["id"], dataset)))


def stop(request: Request) -> Any:
    """Stops an import; what was read stays in the lake."""
    return fresh(told(current().imports.cancel(request.path_params["id"])))


async def file(request: Request) -> Response:
    """One file of an import, as the body."""
    if (why := why_not()) is not None:
        return error("Forbidden", why, 403)
    try:
        return await _receive(current().imports.get(request.path_params["id"]), request)
    except Exception as fault:
        return failed(request, fault)


async def _receive(into: Import, request: Request) -> Response:
    name = request.query_params.get("name", "")
    received = into.received
    with received.file(name) as opened:
        held = bytearray()
        try:
            async for piece in request.stream():
                held += piece
                if len(held) >= _PIECE:
                    await asyncio.to_thread(received.write, opened, bytes(held))
                    held.clear()
            await asyncio.to_thread(received.write, opened, bytes(held))
        except ClientDisconnect:
            raise UsageError(f"{name[:80]!r} broke off") from None
    return fresh({"files": received.n_files, "bytes": received.n_bytes})


IMPORT_ROUTES: tuple[tuple[str, Callable[[Request], Any]], ...] = (
    ("/api/imports", imports),
    ("/api/imports/{id}", one),
)


def import_routes(base: str) -> list[Route]:
    """The routes of the calls that change something, under the base path."""
    return [
        Route(f"{base}/api/imports", _allowed(begin), methods=["POST"]),
        Route(f"{base}/api/imports/{{id}}", _allowed(start), methods=["POST"]),
        Route(f"{base}/api/imports/{{id}}", _allowed(stop), methods=["DELETE"]),
        Route(f"{base}/api/imports/{{id}}/files", file, methods=["PUT"]),
    ]


def _allowed(call: Callable[[Request], Any]) -> Callable[[Request], Any]:
    """A call that is answered where imports are on."""

    async def endpoint(request: Request) -> Response:
        if (why := why_not()) is not None:
            return error("Forbidden", why, 403)
        return await run_in_threadpool(answering(call), request)

    return endpoint
