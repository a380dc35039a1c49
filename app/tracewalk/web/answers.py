"""How the API answers: JSON, one shape for errors, and the parameters of a request."""

from __future__ import annotations

import functools
import json
import logging
import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from tracewalk.errors import (
    Busy,
    CageBusy,
    CageMissing,
    LimitError,
    NotFound,
    SandboxMissing,
    SqlError,
    SqlRefused,
    SqlStopped,
    TracewalkError,
    UsageError,
)

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = [
    "Endpoint",
    "answering",
    "error",
    "failed",
    "filters",
    "fresh",
    "json_body",
    "posted",
    "posting",
    "require_types",
    "whole",
]

Endpoint = Callable[[Request], Response]

_LOG = logging.getLogger(__name__)
_STATUS = (
    (NotFound, 404),
    (UsageError, 400),
    (SqlRefused, 403),
    (SqlStopped, 422),
    (SqlError, 400),
    (CageMissing, 501),
    (SandboxMissing, 501),
    (Busy, 429),
    (LimitError, 413),
    (TracewalkError, 503),
)


def json_body(value: Any) -> bytes:
    """Compact JSON; times as ISO 8601, lone surrogates as escapes."""
    return json.dumps(value, separators=(",", ":"), default=_plain).encode()


def error(kind: str, message: str, status: int, *, position: int | None = None, wait: float | None = None) -> Response:
    """The one shape of an error: `{"error": {"type", "message"}}`, with `position` in a query's text where it has one.

    `wait` is after how many seconds it may be asked again.
    """
    said: dict[str, Any] = {"type": kind, "message": message}
    if position is not None:
        said["position"] = position
    headers = {"Cache-Control": "no-store"}
    if wait is not None:
        headers["Retry-After"] = str(max(math.ceil(wait), 1))
    return Response(json_body({"error": said}), status, media_type="application/json", headers=headers)


def failed(request: Request, fault: Exception) -> Response:
    """What a call that raised answers; what nobody foresaw is in the server's log alone."""
    if not isinstance(fault, TracewalkError):
        _LOG.error("an API call failed: %s", request.url.path, exc_info=fault)
        return error("InternalError", "The server failed on this call; its log says where.", 500)
    status = next(code for kind, code in _STATUS if isinstance(fault, kind))
    position = fault.position if isinstance(fault, SqlError) else None
    wait = fault.retry_after if isinstance(fault, CageBusy) else None
    return error(fault.type, str(fault), status, position=position, wait=wait)


def answering(answer: Callable[[Request], Any]) -> Endpoint:
    """An endpoint out of a function that returns something for JSON, or a ready response."""

    @functools.wraps(answer)
    def endpoint(request: Request) -> Response:
        try:
            value = answer(request)
        except Exception as fault:
            return failed(request, fault)
        return value if isinstance(value, Response) else Response(json_body(value), media_type="application/json")

    return endpoint


def fresh(body: Any) -> Response:
    """JSON that nobody may keep: it is about to change."""
    return Response(json_body(body), media_type="application/json", headers={"Cache-Control": "no-store"})


def posting(
    answer: Callable[[Request, bytes], Any], longest: Callable[[], int]
) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint out of a function of a request and its JSON body, which has so many bytes at most."""

    async def endpoint(request: Request) -> Response:
        try:
            body = await posted(request, longest())
        except Exception as fault:
            return failed(request, fault)
        return await run_in_threadpool(answering(lambda asked: answer(asked, body)), request)

    return endpoint


def require_types(given: Mapping[str, Any], types: Mapping[str, tuple[type, ...]]) -> None:
    """Raises `UsageError` for a name that no body has, or a value of another type; a truth value is no number."""
    for name, value in given.items():
        kinds = types.get(name)
        if kinds is None:
            raise UsageError(f"{name[:60]!r} is unknown; there are: {', '.join(types)}")
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise UsageError(f"{name} cannot be {str(value)[:60]!r}")


async def posted(request: Request, longest: int) -> bytes:
    """The body of a call, which must be JSON: a form of another site's page could not say that it is.

    Raises `UsageError`, and `LimitError` beyond so many bytes.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise UsageError("The body must be sent as application/json.")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > longest:
            raise LimitError(f"The body is longer than {longest:,} bytes.")
    return bytes(body)


def filters(request: Request, kind: type[DataclassInstance]) -> Mapping[str, str]:
    """The request's parameters, which may be the fields of a page's state, and the scheme's `v`.

    Raises `UsageError` for another name: a misspelt filter must not be answered with everything.
    """
    known = {"v", *(field.name for field in fields(kind))}
    if unknown := next((name for name in request.query_params if name not in known), None):
        raise UsageError(f"{unknown[:60]!r} is no filter of this call; there are: {', '.join(sorted(known - {'v'}))}")
    return request.query_params


def whole(request: Request, name: str, default: int, *, low: int = 0, high: int = 2**31 - 1) -> int:
    """A whole number among the request's parameters. Raises `UsageError` outside of [low, high]."""
    text = request.query_params.get(name)
    if text is None or text == "":
        return default
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 12) or not low <= int(text) <= high:
        raise UsageError(f"{name}={text[:60]!r} must be a whole number from {low} to {high}.")
    return int(text)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
