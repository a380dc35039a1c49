"""How the API answers: JSON, one shape for errors, and the parameters of a request."""

from __future__ import annotations

import functools
import json
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from tracewalk.errors import Busy, LimitError, NotFound, TracewalkError, UsageError

__all__ = ["Endpoint", "answering", "error", "json_body", "whole"]

Endpoint = Callable[[Request], Response]

_LOG = logging.getLogger(__name__)
_STATUS = ((NotFound, 404), (UsageError, 400), (Busy, 429), (LimitError, 413), (TracewalkError, 503))


def json_body(value: Any) -> bytes:
    """Compact JSON; times as ISO 8601, lone surrogates as escapes."""
    return json.dumps(value, separators=(",", ":"), default=_plain).encode()


def error(kind: str, message: str, status: int) -> Response:
    """The one shape of an error: `{"error": {"type", "message"}}`."""
    body = json_body({"error": {"type": kind, "message": message}})
    return Response(body, status, media_type="application/json", headers={"Cache-Control": "no-store"})


def answering(answer: Callable[[Request], Any]) -> Endpoint:
    """An endpoint out of a function that returns something for JSON, or a ready response."""

    @functools.wraps(answer)
    def endpoint(request: Request) -> Response:
        try:
            value = answer(request)
        except TracewalkError as failed:
            status = next(code for kind, code in _STATUS if isinstance(failed, kind))
            return error(failed.type, str(failed), status)
        except Exception:
            _LOG.exception("an API call failed: %s", request.url.path)
            return error("InternalError", "The server failed on this call; its log says where.", 500)
        return value if isinstance(value, Response) else Response(json_body(value), media_type="application/json")

    return endpoint


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
