"""The calls that make predictions: what there is to choose, begin one, watch it, stop it."""

from __future__ import annotations

import json
import math
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tracewalk.errors import UsageError
from tracewalk.predict import Ask
from tracewalk.web.allowed import why_off
from tracewalk.web.answers import answering, error, require_types, whole
from tracewalk.web.context import current
from tracewalk.web.watched import seen

__all__ = ["endpoints", "job", "live_routes"]

_LONGEST_BODY = 65_536

_TYPES: dict[str, tuple[type, ...]] = {
    "trace": (str,),
    "endpoint": (str,),
    "mode": (str,),
    "from": (int, type(None)),
    "temperature": (int, float),
    "constrain": (bool,),
    "steps": (str, type(None)),
}
_NEEDED = ("trace", "endpoint", "mode")


def endpoints(_request: Request) -> Any:
    """The endpoints a visitor may choose among, and whether predictions can be made here at all."""
    why = _forbidden()
    return {"allowed": why is None, "why": why, "endpoints": current().models.listed()}


def begin(_request: Request, body: bytes) -> Any:
    """Begins a prediction; its job goes on whoever watches."""
    if (why := _forbidden()) is not None:
        return error("Forbidden", why, 403)
    asked = _read(body)
    ask = Ask(
        asked["mode"],
        from_step=asked.get("from"),
        steps=asked.get("steps"),
        temperature=_number(asked.get("temperature", 0)),
        constrain=asked.get("constrain", False),
    )
    return {"job": current().jobs.start(asked["trace"], asked["endpoint"], ask).job_id}


def job(request: Request) -> Any:
    """A job as it stands; `{"unchanged": true}` where `version` is what the caller has."""
    found = current().jobs.get(request.path_params["id"])
    body = seen(found, whole(request, "version", -1, low=-1))
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})


def stop(request: Request) -> Any:
    """Stops a job; what came is kept."""
    return {"job": current().jobs.cancel(request.path_params["id"]).job_id}


def live_routes(base: str) -> list[Route]:
    """The routes of the calls that change something, under the base path; the others stand in `api.ROUTES`."""
    return [
        Route(f"{base}/api/predict", _posted, methods=["POST"]),
        Route(f"{base}/api/jobs/{{id}}", answering(stop), methods=["DELETE"]),
    ]


async def _posted(request: Request) -> Response:
    """A body is taken as JSON only: a form of another site's page could not say that it is."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        return error("UsageError", "The body must be sent as application/json.", 415)
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _LONGEST_BODY:
            return error("LimitError", f"The body is longer than {_LONGEST_BODY:,} bytes.", 413)
    return await run_in_threadpool(answering(lambda asked: begin(asked, body)), request)


def _number(value: float) -> float:
    try:
        return float(value)
    except OverflowError:  # of JSON's integers, which have no end
        return math.inf


def _forbidden() -> str | None:
    return why_off("Predictions are", "them", ", and a prediction is kept in its lake")


def _read(body: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        raise UsageError('the body is no JSON; it is e.g. {"trace": ID, "endpoint": "tiny", "mode": "full"}') from None
    if not isinstance(asked, dict) or (missing := [name for name in _NEEDED if name not in asked]):
        needs = ", ".join(_NEEDED if not isinstance(asked, dict) else missing)
        raise UsageError(f"the body lacks {needs}")
    require_types(asked, _TYPES)
    return asked
