"""What a window of steps can't know by itself: the frames that began before it, their lines and values."""

from __future__ import annotations

from dataclasses import field

import pyarrow as pa
import pyarrow.compute as pc

from tracewalk.frozen import frozen
from tracewalk.lake import Frame, Lake

__all__ = ["Before", "before"]


@frozen
class Before:
    """The frames that began before a window, and the last changes of their names."""

    frames: dict[int, Frame] = field(default_factory=dict)
    """By id; only those whose last step is before the window."""
    callers: dict[int, int] = field(default_factory=dict)
    """Of those frames; an outermost one has none."""
    threads: dict[int, int] = field(default_factory=dict)
    variables: pa.Table | None = None
    """Columns frame_id, name, value, type, size, cut, step."""


def before(lake: Lake, trace_id: str, steps: pa.Table) -> Before:
    """What was live before the first of these steps (columns of `STEPS`), on each thread that runs in them."""
    start = steps["step"][0].as_py()
    found = Before({}, {}, {}, None)
    began = set(pc.unique(steps.filter(pc.equal(steps["event"], "call"))["frame_id"]).to_pylist())
    older = set(pc.unique(steps["frame_id"]).to_pylist()) - began
    for thread, step in _first_steps(steps):
        stack = lake.state(trace_id, step)
        older |= {frame.frame_id for frame in stack} - began
        for caller, frame in zip([None, *stack], stack, strict=False):
            if frame.as_of < start:
                found.frames[frame.frame_id] = frame
                found.threads[frame.frame_id] = thread
                if caller is not None:
                    found.callers[frame.frame_id] = caller.frame_id
    variables = lake.of_trace("trace/variables", trace_id, {"step": start - 1, "frames": sorted(older)})
    return Before(found.frames, found.callers, found.threads, variables)


def _first_steps(steps: pa.Table) -> list[tuple[int, int]]:
    first = steps.select(["thread", "step"]).group_by("thread").aggregate([("step", "min")])
    return list(zip(first["thread"].to_pylist(), first["step_min"].to_pylist(), strict=True))
