"""The API of what was verified, and the calls that run the loop: what there is to choose, begin, watch, stop."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from tracewalk.errors import NotFound, UsageError
from tracewalk.links import Verify, read_verify
from tracewalk.sandbox import Sandbox
from tracewalk.web.allowed import why_off
from tracewalk.web.answers import answering, error, fresh, posting, whole
from tracewalk.web.context import current
from tracewalk.web.verify.asked import goal_of
from tracewalk.web.verify.counted import Counted, counted, known_ways
from tracewalk.web.verify.problem import problem
from tracewalk.web.verify.shown import figures_json
from tracewalk.web.verify.told import told
from tracewalk.web.verify.ways import Way, chosen, link

__all__ = ["VERIFY_ROUTES", "choices_here", "verify_routes", "why_not"]


def verified(request: Request) -> Any:
    """Whose checks there are, and the figures of the one that the parameters name, which are those of the page."""
    known, way = _way(request)
    listed = [
        {"problems": one.group.problem_set, "author": one.group.author, "model": one.group.model}
        | {"by": one.group.predicted_by, "way": one.key, "params": one.group.params, "written": one.group.written}
        | {"tasks": one.tasks, "checks": one.checks, "at": one.at}
        for one in known
    ]
    if way is None:
        return {"ways": listed, "shown": None, "figures": None}
    return {"ways": listed, "shown": way.key, "figures": figures_json(_of(way).figures)}


def problems(request: Request) -> Any:
    """One page of the problems of a way; `next` is the `after` of the next one."""
    _, way = _way(request)
    asked = read_verify(request.query_params)
    if way is None:
        return {"problems": [], "total": 0, "next": None}
    found = _of(way).page(asked, current().settings.page_rows)
    return {"problems": found.rows, "total": found.total, "next": found.following}


def one(request: Request) -> Any:
    """One problem: its candidates as they were judged, each with source and tests; 50 of them from `first` on."""
    known, way = _way(request)
    asked = read_verify(request.query_params)
    if asked.task is None:
        raise UsageError("task=... is missing: the id of a problem")
    row = _of(way).place(asked) if way is not None else None
    if way is None or row is None:
        raise NotFound(f"there are no checks of the problem {asked.task[:60]!r} by this model and way")
    found = problem(current().lake, _of(way), asked.task, whole(request, "first", 0))
    page = replace(link(known, way), task=asked.task).url()
    return {"row": row, "page": page} | found


def choices(_request: Request) -> Any:
    """Whether problems can be verified here, and among which endpoints a visitor may choose."""
    return fresh(choices_here())


def choices_here() -> dict[str, Any]:
    """The same, for the page."""
    why, running = why_not(), current().loops.running()
    return {
        "allowed": why is None,
        "why": why,
        "endpoints": current().models.listed(),
        "running": running.job_id if running else None,
    }


def loop(request: Request) -> Any:
    """A loop as it stands; `{"unchanged": true}` where `version` is what the caller has."""
    found = current().loops.get(request.path_params["id"])
    if whole(request, "version", -1, low=-1) == found.version:
        return fresh({"unchanged": True, "version": found.version, "seconds": found.seconds})
    return fresh(told(found))


def begin(_request: Request, body: bytes) -> Any:
    """Begins a loop; it goes on whoever watches."""
    if (why := _forbidden()) is not None:
        return error("Forbidden", why, 403)
    return fresh(told(current().loops.start(goal_of(body, most=current().settings.import_bytes))))


def stop(request: Request) -> Any:
    """Stops a loop; what was whole is kept."""
    return fresh(told(current().loops.cancel(request.path_params["id"])))


def why_not() -> str | None:
    """Why nothing can be verified here; None: it can."""
    if (why := _forbidden()) is not None:
        return why
    missing = Sandbox.missing()
    return None if missing is None else f"Verifying is off: what somebody wrote runs in a sandbox only. {missing}"


def _forbidden() -> str | None:
    return why_off("Verifying is", "it", ", and checks are kept in their lake")


VERIFY_ROUTES = (
    ("/api/verify", verified),
    ("/api/verify/problems", problems),
    ("/api/verify/problem", one),
    ("/api/verify/choices", choices),
    ("/api/verify/loops/{id}", loop),
)


def verify_routes(base: str) -> list[Route]:
    """The routes of the calls that change something, under the base path."""
    return [
        Route(f"{base}/api/verify", posting(begin, lambda: current().settings.import_bytes), methods=["POST"]),
        Route(f"{base}/api/verify/loops/{{id}}", answering(stop), methods=["DELETE"]),
    ]


def _way(request: Request) -> tuple[list[Way], Way | None]:
    """What there is, and what the parameters name. Raises `LinkError`, `NotFound` where they name what is not there."""
    asked, known = read_verify(request.query_params), known_ways(current().lake)
    way = chosen(known, asked)
    if way is None and known and asked != Verify():
        raise NotFound("this lake has no checks of that problem set, author, model and way; /api/verify lists all")
    return known, way


def _of(way: Way) -> Counted:
    return counted(current().lake, way.group)
