"""The API of two runs side by side: one function a call, each as in `web/api.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from tracewalk.errors import UsageError
from tracewalk.web.answers import json_body
from tracewalk.web.beside.aligned import beside
from tracewalk.web.beside.patches import patches
from tracewalk.web.beside.tested import tested

__all__ = ["RUNS_ROUTES"]

_FRESH = {"Cache-Control": "no-cache"}
"""A trajectory may be imported anew under its id."""


def runs(request: Request) -> Any:
    """Two runs, `left` and `right`: their turns aligned, how alike those are, and their milestones."""
    return _answer(beside(*_both(request)))


def runs_patches(request: Request) -> Any:
    """What the two left changed, file by file, and which lines of it both have."""
    return _answer(patches(*_both(request)))


def runs_tests(request: Request) -> Any:
    """The runs of tests of both, tests by name with their last result in each, and how both were judged."""
    return _answer(tested(*_both(request)))


def _both(request: Request) -> tuple[str, str]:
    return _id(request, "left"), _id(request, "right")


def _id(request: Request, name: str) -> str:
    text = request.query_params.get(name)
    if not text:
        raise UsageError(f"{name}=... is missing: the id of a trajectory.")
    return text


def _answer(value: Any) -> Response:
    return Response(json_body(value), media_type="application/json", headers=_FRESH)


RUNS_ROUTES: tuple[tuple[str, Callable[[Request], Any]], ...] = (
    ("/api/runs", runs),
    ("/api/runs/patches", runs_patches),
    ("/api/runs/tests", runs_tests),
)
