"""The HTTP API: one function a call. Every answer is JSON; every error has the one shape of `answers.error`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import lru_cache, partial
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from tracewalk.errors import UsageError
from tracewalk.lake.traces import Find
from tracewalk.links import Browse, long_url, read_browse
from tracewalk.web import browse
from tracewalk.web.answers import answering, error, filters, json_body, whole
from tracewalk.web.assets import asset
from tracewalk.web.before import before
from tracewalk.web.beside.calls import RUNS_ROUTES
from tracewalk.web.branches.calls import BRANCH_ROUTES, branch_routes
from tracewalk.web.context import current
from tracewalk.web.highlight import highlighted
from tracewalk.web.imports.calls import IMPORT_ROUTES, import_routes
from tracewalk.web.live import endpoints, job, live_routes
from tracewalk.web.pairs import compared
from tracewalk.web.payload import changes_columns, steps_columns
from tracewalk.web.predictions import brief, judged, told
from tracewalk.web.results.calls import RESULTS_ROUTES
from tracewalk.web.sql_api import queries, query, schema, sql_routes
from tracewalk.web.stored import stored, wants_arrow
from tracewalk.web.trajectories.calls import trajectories
from tracewalk.web.trajectory.calls import TRAJECTORY_ROUTES, short_run_link
from tracewalk.web.verify.calls import VERIFY_ROUTES, verify_routes

__all__ = ["ROUTES", "routes"]

_FOREVER = {"Cache-Control": "private, max-age=31536000, immutable"}
_ASK_AGAIN = {"Cache-Control": "no-cache"}
"""Of verdicts: `tracewalk rescore` and a later version judge the same text anew."""


def traces(request: Request) -> Any:
    """One page of the list of traces; the filters are those of the Traces page's URL."""
    asked = read_browse(filters(request, Browse))
    programs = browse.programs_with(current().lake.cursor(), asked.text) if asked.text else None
    page = browse.page(current().index, asked, current().settings.page_rows, programs)
    return {"traces": page.rows, "total": page.total, "next": page.next}


def trace(request: Request) -> Any:
    """Everything about one trace but its steps: its row, its places in datasets, its sources, highlighted."""
    lake = current().lake
    found = lake.trace(request.path_params["id"])
    sources = []
    for file in found.files:
        text = lake.program(file.program_id).text
        sources.append(asdict(file) | {"text": text, "lines": highlighted(text)})
    return {
        "trace": found.row(),
        "items": [asdict(item) for item in lake.items(found.trace_id)],
        "nondeterministic": lake.nondeterministic(found.trace_id),
        "sources": sources,
    }


def steps(request: Request) -> Any:
    """The steps [from, to) as JSON columns, at most a window of them; or as they are stored, as Arrow."""
    lake, trace_id = current().lake, request.path_params["id"]
    if wants_arrow(request):
        window = current().settings.window_steps
        return stored(request, "steps", lake.n_steps(trace_id), window, partial(lake.steps, trace_id))
    found = lake.trace(trace_id)
    body = _steps_body(found.trace_id, found.steps_digest, *_window(request, found.n_steps))
    return Response(body, media_type="application/json", headers=_FOREVER)


def _window(request: Request, n_steps: int) -> tuple[int, int]:
    """The steps that a call asks for, at most a window of them. Raises `UsageError`."""
    window = current().settings.window_steps
    start = whole(request, "from", 0)
    stop = whole(request, "to", start + window)
    if start > n_steps or stop < start:
        raise UsageError(f"from={start}, to={stop} is no range of this trace; its steps are 0 to {n_steps - 1}.")
    if stop - start > window:
        raise UsageError(f"{stop - start:,} steps were asked for; one call gives at most {window:,}.")
    return start, min(stop, n_steps)


@lru_cache(8)
def _steps_body(trace_id: str, _digest: str, start: int, stop: int) -> bytes:
    # A trace never changes; the digest is a part of the key for the day when a lake is rebuilt in place.
    lake = current().lake
    found = lake.trace(trace_id)
    table = lake.steps(trace_id, start, stop)
    earlier = before(lake, trace_id, table) if start and len(table) else None
    return json_body(steps_columns(trace_id, table, found.n_steps, found.files, earlier))


def state(request: Request) -> Any:
    """The frames on the stack at a step, each with its variables as of its own last step."""
    trace_id, step = request.path_params["id"], whole(request, "step", 0)
    return {"step": step, "frames": [asdict(frame) for frame in current().lake.state(trace_id, step)]}


def outline(request: Request) -> Any:
    """The whole trace in a number of buckets: depth, and how many events of each kind."""
    found = current().lake.trace(request.path_params["id"])
    buckets = whole(request, "buckets", 800, low=1, high=10_000)
    return {
        "n_steps": found.n_steps,
        "buckets": current().lake.outline(found.trace_id, buckets).to_pydict(),
    }


def history(request: Request) -> Any:
    """Every value that a name has had in one frame."""
    frame, name = whole(request, "frame", 0), request.query_params.get("name", "")
    found = current().lake.history(request.path_params["id"], frame, name)
    return {"frame": frame, "name": name, "changes": changes_columns(found)}


def find(request: Request) -> Any:
    """The nearest step, after or before another, at which something happened."""
    params = request.query_params
    asked = params.get("kind", "")
    kind = next((known for known in _FIND if known == asked), None)
    if kind is None:
        raise UsageError(f"kind={asked[:60]!r} is nothing to find; there are: {', '.join(_FIND)}.")
    what = {name: read(request) for name, read in _FIND[kind].items()}
    start, direction = whole(request, "from", 0, low=-1), whole(request, "dir", 1, low=-1, high=1)
    return {"step": current().lake.find(request.path_params["id"], kind, start, direction, **what)}


def _text(name: str) -> Callable[[Request], str]:
    def read(request: Request) -> str:
        text = request.query_params.get(name)
        if text is None:
            raise UsageError(f"{name}=... is missing.")
        return text

    return read


_FIND: dict[Find, dict[str, Callable[[Request], object]]] = {
    "write": {"frame_id": lambda r: whole(r, "frame", 0), "name": _text("name")},
    "line": {"line": lambda r: whole(r, "line", 1), "program_id": _text("program")},
    "exception": {},
    "text": {"text": _text("text")},
}


def predictions(request: Request) -> Any:
    """The predictions of one trace: their rows, without long texts."""
    lake = current().lake
    found = lake.predictions_of(lake.trace(request.path_params["id"]).trace_id)
    return {"predictions": [brief(row) for row in found]}


def prediction(request: Request) -> Any:
    """One prediction: its row, and its verdict in words."""
    row = current().lake.prediction(request.path_params["id"])
    return {"prediction": row} | told(current().lake, row)


def predicted_steps(request: Request) -> Any:
    """A prediction's judged steps as JSON columns, those that stand at the true steps [from, to).

    As Arrow, as they are stored, `from` and `to` count the prediction's own rows.
    """
    row = current().lake.prediction(request.path_params["id"])
    if wants_arrow(request):
        read = partial(current().lake.predicted_steps, row["prediction_id"])
        return stored(request, "predicted_steps", row["n_rows"], current().settings.window_steps, read)
    window = _window(request, current().lake.n_steps(row["trace_id"]))
    return Response(judged(current().lake, row, *window), media_type="application/json", headers=_ASK_AGAIN)


def compare(request: Request) -> Any:
    """Any two traces: the steps of `other`, judged as if they were said of `trace`; in the shape of a prediction's."""
    lake = current().lake
    trace_id, other = _text("trace")(request), _text("other")(request)
    window = _window(request, lake.n_steps(trace_id))
    return Response(compared(lake, trace_id, other, *window), media_type="application/json", headers=_ASK_AGAIN)


def health(_request: Request) -> Any:
    """Whether the server answers and its lake can be read."""
    return {"status": "ok", "version": current().lake.version}


def short_link(request: Request) -> Response:
    """`/t/ID?step=N`: on to the trace page, which says what is wrong where something is."""
    target = long_url(request.path_params["id"], request.query_params)
    return RedirectResponse(f"{current().base}/{target}", 302)


def nothing(request: Request) -> Response:
    """Any other path below `/api`: a 404, where the pages' fallback would answer 200 with HTML."""
    if request.method not in ("GET", "HEAD"):
        others = (
            "POST /api/sql, POST /api/predict, DELETE /api/jobs/{id}, POST /api/branches, DELETE /api/branches/{id}, "
            "POST /api/verify, DELETE /api/verify/loops/{id}, POST /api/imports, POST and "
            "DELETE /api/imports/{id} and PUT /api/imports/{id}/files"
        )
        return error(
            "MethodNotAllowed", f"{request.method} is not answered here: calls are GET, but for {others}.", 405
        )
    known = ", ".join(path for path, _ in ROUTES)
    return error("NotFound", f"There is no {request.url.path[:200]!r}; the calls are: {known}.", 404)


ROUTES: tuple[tuple[str, Callable[[Request], Any]], ...] = (
    ("/api/traces", traces),
    ("/api/traces/{id}", trace),
    ("/api/traces/{id}/steps", steps),
    ("/api/traces/{id}/state", state),
    ("/api/traces/{id}/outline", outline),
    ("/api/traces/{id}/history", history),
    ("/api/traces/{id}/find", find),
    ("/api/traces/{id}/predictions", predictions),
    ("/api/predictions/{id}", prediction),
    ("/api/predictions/{id}/steps", predicted_steps),
    ("/api/compare", compare),
    ("/api/trajectories", trajectories),
    *TRAJECTORY_ROUTES,
    *RUNS_ROUTES,
    *IMPORT_ROUTES,
    *BRANCH_ROUTES,
    *VERIFY_ROUTES,
    *RESULTS_ROUTES,
    ("/api/endpoints", endpoints),
    ("/api/jobs/{id}", job),
    ("/api/queries", queries),
    ("/api/queries/{name:path}", query),
    ("/api/schema", schema),
    ("/healthz", health),
)
"""Path and function of every call; the README's table is tested against it."""


def routes(base: str) -> list[BaseRoute]:
    """All routes of our own, under the base path: Streamlit prefixes only its own."""
    calls = [Route(base + path, answering(call)) for path, call in ROUTES]
    return [
        *calls,
        *live_routes(base),
        *branch_routes(base),
        *verify_routes(base),
        *import_routes(base),
        *sql_routes(base),
        Route(base + "/t/{id}", short_link),
        Route(base + "/r/{id}", short_run_link),
        Route(base + "/assets/{hash}/{component}/{file}", asset),
        Route(base + "/api", nothing, methods=_ANY),
        Route(base + "/api/{rest:path}", nothing, methods=_ANY),
    ]


_ANY = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
