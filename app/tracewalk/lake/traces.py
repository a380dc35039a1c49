"""Questions about one trace that a window of its steps can't answer: state, a name's history, shape, what is next.

`lake` is a `Lake` in all of them; each raises `NotFound` for a trace that the lake does not have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tracewalk.errors import NotFound, UsageError
from tracewalk.frozen import frozen

if TYPE_CHECKING:
    import pyarrow as pa

    from tracewalk.lake.lake import Lake

__all__ = ["Find", "Frame", "Variable", "find", "history", "outline", "state"]

Find = Literal["write", "line", "exception", "text"]
_NEEDS = {"write": ("frame_id", "name"), "line": ("line", "program_id"), "exception": (), "text": ("text",)}


@frozen
class Variable:
    """A local as its frame last showed it."""

    name: str
    value: str | None
    type: str
    size: int
    """The true length of the repr, of which `value` is a part where `cut`."""
    cut: bool
    step: int
    """The step of its last change."""


@frozen
class Frame:
    """A frame on the stack of a step's thread, as of its own last step."""

    frame_id: int
    func: str
    program_id: str
    line: int
    depth: int
    as_of: int
    """The frame's last step up to the one asked for; a callee may have changed what its values show since."""
    variables: tuple[Variable, ...]


def state(lake: Lake, trace_id: str, step: int) -> list[Frame]:
    """The live frames at a step, outermost first, the last one the step's own.

    Raises `NotFound` for a step that the trace does not have.
    """
    n_steps = lake.n_steps(trace_id)
    if not 0 <= step < n_steps:
        there = f"its steps are 0 to {n_steps - 1}" if n_steps else "it has no steps"
        raise NotFound(f"trace {trace_id} has no step {step}; {there}")
    frames = lake.of_trace("trace/frames", trace_id, {"step": step}).to_pylist()
    ids = [frame["frame_id"] for frame in frames]
    variables: dict[int, list[Variable]] = {frame_id: [] for frame_id in ids}
    for row in lake.of_trace("trace/variables", trace_id, {"step": step, "frames": ids}).to_pylist():
        variables[row.pop("frame_id")].append(Variable(**row))
    return [Frame(**frame, variables=tuple(variables[frame["frame_id"]])) for frame in frames]


def history(lake: Lake, trace_id: str, frame_id: int, name: str) -> pa.Table:
    """All changes of a name in a frame: columns step, value, type, size, cut; type null where it was unbound."""
    n_steps = lake.n_steps(trace_id)
    return lake.of_trace("trace/history", trace_id, {"frame_id": frame_id, "name": name, "n_steps": n_steps})


def outline(lake: Lake, trace_id: str, buckets: int) -> pa.Table:
    """A trace in at most `buckets` equal parts: columns from, depth (the greatest), and a count of each event."""
    if buckets < 1:
        raise UsageError(f"an outline has at least one bucket, not {buckets}")
    n_steps = lake.n_steps(trace_id)
    return lake.of_trace("trace/outline", trace_id, {"width": max(-(-n_steps // buckets), 1), "n_steps": n_steps})


def find(lake: Lake, trace_id: str, kind: Find, from_step: int, direction: int, **what: object) -> int | None:
    """The next step after `from_step` (direction 1), or the last one before it (-1), where something is; or None.

    `write` takes `frame_id` and `name`; `line` takes `line` and `program_id`; `text` takes `text` and looks, with case,
    in changed names and values, values returned or raised, and output; `exception` takes nothing more.
    Raises `UsageError` for anything else.
    """
    if kind not in _NEEDS or set(what) != set(_NEEDS[kind]) or direction not in (1, -1):
        kinds = "; ".join(f"{known} ({', '.join(needs)})" if needs else known for known, needs in _NEEDS.items())
        raise UsageError(
            f"cannot find {kind!r} with {sorted(what)} in direction {direction}; there are: {kinds}; 1 or -1"
        )
    n_steps = lake.n_steps(trace_id)
    start, stop = (from_step + 1, n_steps) if direction > 0 else (0, min(from_step, n_steps))
    found = lake.of_trace(f"trace/find_{kind}", trace_id, {**what, "start": max(start, 0), "stop": stop})
    step = found.column("first_step" if direction > 0 else "last_step")[0].as_py()
    return None if step is None else int(step)
