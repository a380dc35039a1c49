"""The API of one trajectory: one function a call, each as in `web/api.py`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from tracewalk.errors import NotFound, UsageError
from tracewalk.importers.raw import pointed, raw_record
from tracewalk.links import long_run_url
from tracewalk.web.answers import json_body, whole
from tracewalk.web.context import current
from tracewalk.web.trajectory import facts, state
from tracewalk.web.trajectory.arguments import field_text
from tracewalk.web.trajectory.outline import outline_columns
from tracewalk.web.trajectory.read import one_turn, trajectory_of
from tracewalk.web.trajectory.texts import MOST, part
from tracewalk.web.trajectory.turns import is_image, whole_turns

__all__ = ["TRAJECTORY_ROUTES", "short_run_link"]

WINDOW = 40
"""Whole turns that one call gives at most."""
_FRESH = {"Cache-Control": "no-cache"}
"""A trajectory may be imported anew under its id."""
_LONGEST_FIND = 500


def trajectory(request: Request) -> Any:
    """One run: its row, without turns."""
    return _answer(facts.facts(request.path_params["id"]))


def kin(request: Request) -> Any:
    """The runs that belong to it: what it is a part of, its sub-agents, other runs of its task."""
    return _answer({"kin": facts.kin(request.path_params["id"])})


def patterns(request: Request) -> Any:
    """Habits of the run that are worth a look, with the turns that show them."""
    return _answer({"patterns": facts.found_patterns(request.path_params["id"])})


def outline(request: Request) -> Any:
    """All turns as columns, without their texts."""
    found = trajectory_of(request.path_params["id"])
    rows = current().lake.of_trajectory("trajectory/outline", found.trajectory_id, {"n_turns": found.n_turns})
    return _answer({"n_turns": found.n_turns} | outline_columns(rows))


def turns(request: Request) -> Any:
    """The turns [from, to), whole but for the middle of long texts."""
    start = whole(request, "from", 0)
    stop = whole(request, "to", start + WINDOW)
    n_turns = trajectory_of(request.path_params["id"]).n_turns
    if start > n_turns or stop < start:
        raise UsageError(f"from={start}, to={stop} is no range of this run; its turns are 0 to {n_turns - 1}.")
    if stop - start > WINDOW:
        raise UsageError(f"{stop - start:,} turns were asked for; one call gives at most {WINDOW}.")
    return _answer({"from": start, "turns": whole_turns(request.path_params["id"], start, min(stop, n_turns))})


def text(request: Request) -> Any:
    """Characters [from, to) of a `part` of a `turn`: message, reasoning, error; of its `call`: output, `field`."""
    asked = request.query_params.get("part", "")
    turn = one_turn(request.path_params["id"], whole(request, "turn", 0))
    plain = request.query_params.get("as") == "plain"
    start = whole(request, "from", 0)
    stop = whole(request, "to", start + MOST)
    if asked in {"message", "reasoning"}:
        found, sort = getattr(turn, asked), "plain" if plain else "markdown"
    elif asked in {"output", "field"}:
        number = whole(request, "call", 0)
        if number >= len(turn.calls):
            raise NotFound(f"there is no call {number}; turn {turn.turn} has {len(turn.calls)}")
        call = turn.calls[number]
        found, sort = (call.observation, "output") if asked == "output" else (_field(request, call), "plain")
    else:
        raise UsageError(f"part={asked[:60]!r} is none of: message, reasoning, output, field.")
    if found is None:
        raise NotFound(f"turn {turn.turn} has no {asked} there")
    if plain and request.query_params.get("file") is not None:
        return _as_file(found)
    return _answer(part(found, start, stop, "plain" if plain else sort))


def _field(request: Request, call: Any) -> str | None:
    return field_text(call, whole(request, "field", 0))


def changes(request: Request) -> Any:
    """All state changes as columns, without their texts."""
    return _answer(state.changes(request.path_params["id"]))


def file(request: Request) -> Any:
    """What is known of the file `path` after a `turn`: exact, partial or unknown."""
    path = request.query_params.get("path", "")
    if not path:
        raise UsageError("path=... is missing: the file's name, as the run's changes have it.")
    return _answer(state.file_at(request.path_params["id"], path, _turn(request)))


def diff(request: Request) -> Any:
    """All that the run had changed by the end of a `turn`, file by file; as one text with `as=plain`."""
    if request.query_params.get("as") == "plain":
        return _as_file(state.diff_text(request.path_params["id"], _turn(request)))
    return _answer(state.diff_so_far(request.path_params["id"], _turn(request)))


def _turn(request: Request) -> int:
    last = max(trajectory_of(request.path_params["id"]).n_turns - 1, 0)
    return min(whole(request, "turn", last), last)


def patch(request: Request) -> Any:
    """The final patch as the source has it, or as it was worked out; its text with `as=plain`."""
    found = trajectory_of(request.path_params["id"])
    if found.patch is None:
        raise NotFound("no final patch is known of this run")
    if request.query_params.get("as") == "plain":
        return _as_file(found.patch)
    return _answer({"method": found.patch_method} | part(found.patch, 0, MOST, "plain"))


def find(request: Request) -> Any:
    """The turns that hold a `text`, in either case, with what stands around it."""
    wanted = request.query_params.get("text", "")
    if not wanted.strip() or len(wanted) > _LONGEST_FIND:
        raise UsageError(f"text=... must have 1 to {_LONGEST_FIND} characters.")
    found = trajectory_of(request.path_params["id"])
    given = {"n_turns": found.n_turns, "text": wanted.lower()}
    return _answer({"hits": current().lake.of_trajectory("trajectory/find", found.trajectory_id, given).to_pylist()})


def raw(request: Request) -> Any:
    """A raw `record` of a `turn`, out of the log that it was read from, if that still holds it."""
    found = trajectory_of(request.path_params["id"])
    turn = one_turn(found.trajectory_id, whole(request, "turn", 0))
    number = whole(request, "record", 0)
    if number >= len(turn.records):
        raise NotFound(f"turn {turn.turn} has no raw record {number}; it has {len(turn.records)}")
    record = turn.records[number]
    body = raw_record(found.row(), record, current().settings.import_bytes)
    shown = _pretty(body, record.pointer)
    start = whole(request, "from", 0)
    where = {"file": found.source_file, "member": found.source_member, "record": number}
    place = {"offset": record.offset, "length": record.length, "pointer": record.pointer}
    return _answer(where | place | {"n_records": len(turn.records)} | part(shown, start, start + MOST, "plain"))


def _pretty(body: bytes, pointer: str) -> str:
    said = body.decode("utf-8", "replace")
    try:
        value = json.loads(said)
    except (ValueError, RecursionError):
        return said
    return json.dumps(pointed(value, pointer) if pointer else value, ensure_ascii=False, indent=2)


def image(request: Request) -> Any:
    """The picture `number` of a `turn`, as the log itself holds it."""
    turn = one_turn(request.path_params["id"], whole(request, "turn", 0))
    number = whole(request, "number", 0)
    if number >= len(turn.images):
        raise NotFound(f"turn {turn.turn} has no picture {number}; it has {len(turn.images)}")
    found = turn.images[number]
    if not is_image(found.media_type, found.data):
        raise NotFound("it is no picture of a kind that is shown: PNG, JPEG, GIF or WebP")
    return Response(found.data, media_type=found.media_type, headers=_FRESH | _INERT)


_INERT = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}


def _as_file(content: str) -> Response:
    body = content.encode("utf-8", "replace")
    return Response(body, media_type="text/plain; charset=utf-8", headers=_FRESH | _INERT)


def _answer(value: Any) -> Response:
    return Response(json_body(value), media_type="application/json", headers=_FRESH)


def of_trace(request: Request) -> Any:
    """The turns of agents that ran the program of a trace."""
    found = current().lake.trace(request.path_params["id"])
    rows = current().lake.query("trajectory/of_trace", {"trace": found.trace_id})
    return _answer({"turns": rows.to_pylist()})


def short_run_link(request: Request) -> Response:
    """`/r/ID?turn=N`: on to the trajectory's page, which says what is wrong where something is."""
    target = long_run_url(request.path_params["id"], request.query_params)
    return RedirectResponse(f"{current().base}/{target}", 302)


TRAJECTORY_ROUTES: tuple[tuple[str, Callable[[Request], Any]], ...] = (
    ("/api/trajectories/{id}", trajectory),
    ("/api/trajectories/{id}/kin", kin),
    ("/api/trajectories/{id}/patterns", patterns),
    ("/api/trajectories/{id}/outline", outline),
    ("/api/trajectories/{id}/turns", turns),
    ("/api/trajectories/{id}/text", text),
    ("/api/trajectories/{id}/changes", changes),
    ("/api/trajectories/{id}/file", file),
    ("/api/trajectories/{id}/diff", diff),
    ("/api/trajectories/{id}/patch", patch),
    ("/api/trajectories/{id}/find", find),
    ("/api/trajectories/{id}/raw", raw),
    ("/api/trajectories/{id}/image", image),
    ("/api/traces/{id}/turns", of_trace),
)
