"""The calls that make branches: which there are, begin one, watch it, stop it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from tracewalk.errors import NotFound, UsageError
from tracewalk.lake import Lake
from tracewalk.model import LineEdit
from tracewalk.sandbox import Sandbox
from tracewalk.verify.branch import Edit
from tracewalk.web.allowed import why_off
from tracewalk.web.answers import answering, error, fresh, posting, require_types
from tracewalk.web.branches.told import job_told, tree_told
from tracewalk.web.context import current

__all__ = ["BRANCH_ROUTES", "branch_routes"]

_LONGEST_BODY = 262_144
_EXAMPLE = '{"trace": ID, "step": 5, "set": {"total": "100"}}'
_TYPES: dict[str, tuple[type, ...]] = {
    "trace": (str,),
    "step": (int, type(None)),
    "frame": (int, type(None)),
    "set": (dict, type(None)),
    "lines": (list, type(None)),
    "input": (str, type(None)),
    "predict": (str, type(None)),
    "mode": (str,),
}
_LINE: dict[str, tuple[type, ...]] = {"path": (str,), "line": (int,), "text": (str,)}


def branches(request: Request) -> Any:
    """The tree in which a trace is, and whether branches can be made here at all."""
    why = why_not()
    return {"allowed": why is None, "why": why} | tree_told(current().lake, request.path_params["id"])


def branch_job(request: Request) -> Any:
    """A branch under way, as it stands."""
    return fresh(job_told(current().branches.get(request.path_params["id"])))


def begin(_request: Request, body: bytes) -> Any:
    """Begins a branch; its job goes on whoever watches."""
    if (why := _forbidden()) is not None:
        return error("Forbidden", why, 403)
    asked = _read(body)
    lake, trace_id = current().lake, asked["trace"]
    if asked.get("frame") is not None:
        _require_running(lake, trace_id, asked.get("step"), asked["frame"])
    edit = Edit(asked.get("step"), _settings(asked), _lines(asked), asked.get("input"))
    return {"job": current().branches.start(trace_id, edit, asked.get("predict"), asked.get("mode", "full")).job_id}


def stop(request: Request) -> Any:
    """Stops a branch under way; nothing of it is kept."""
    return {"job": current().branches.cancel(request.path_params["id"]).job_id}


def why_not() -> str | None:
    """Why no branch can be made here; None: it can."""
    if (why := _forbidden()) is not None:
        return why
    missing = Sandbox.missing()
    return None if missing is None else f"Branches are off: programs are run again in a sandbox only. {missing}"


def _forbidden() -> str | None:
    return why_off("Branches are", "them", ", and a branch is kept in its lake")


BRANCH_ROUTES = (
    ("/api/traces/{id}/branches", branches),
    ("/api/branches/{id}", branch_job),
)


def branch_routes(base: str) -> list[Route]:
    """The routes of the calls that change something, under the base path."""
    return [
        Route(f"{base}/api/branches", posting(begin, lambda: _LONGEST_BODY), methods=["POST"]),
        Route(f"{base}/api/branches/{{id}}", answering(stop), methods=["DELETE"]),
    ]


def _read(body: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        raise UsageError(f"the body is no JSON; it is e.g. {_EXAMPLE}") from None
    if not isinstance(asked, dict) or "trace" not in asked:
        raise UsageError(f"the body lacks trace; it is e.g. {_EXAMPLE}")
    _require(asked, _TYPES)
    return asked


def _require(given: Mapping[str, Any], types: Mapping[str, tuple[type, ...]]) -> None:
    require_types(given, types)
    for name, value in given.items():
        if isinstance(value, str):
            _require_text(name, value)


def _require_text(name: str, text: str) -> None:
    """Half a surrogate pair is no text that a program could have."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UsageError(f"{name} holds half a character, which no program can have") from None


def _settings(asked: Mapping[str, Any]) -> dict[str, str]:
    given: dict[str, Any] = asked.get("set") or {}
    for name, literal in given.items():
        if not isinstance(literal, str):
            raise UsageError(f'set gives {name[:60]!r} no text: a value is a Python literal as text, e.g. "[1, 2]"')
        _require_text("set", name + literal)
    return given


def _lines(asked: Mapping[str, Any]) -> tuple[LineEdit, ...]:
    made = []
    for given in asked.get("lines") or ():
        if not isinstance(given, dict) or not {"line", "text"} <= given.keys():
            raise UsageError('lines holds e.g. {"path": "main.py", "line": 4, "text": "total -= i"}')
        _require(given, _LINE)
        made.append(LineEdit(given.get("path", ""), given["line"], given["text"]))
    return tuple(made)


def _require_running(lake: Lake, trace_id: str, step: int | None, frame: int) -> None:
    """A variable belongs to the frame that runs: that of another one could not be written there."""
    if step is None:
        raise UsageError("a variable is set at a step: give the step")
    frames = lake.state(trace_id, step)
    if not any(each.frame_id == frame for each in frames):
        raise NotFound(f"frame {frame} is not on the call stack at step {step:,}")
    running = lake.steps(trace_id, step, step + 1)["frame_id"][0].as_py()
    if running != frame:
        raise UsageError(
            f"frame {frame} waits at step {step:,} while frame {running} runs: go to a step of its own to set its "
            "variables"
        )
