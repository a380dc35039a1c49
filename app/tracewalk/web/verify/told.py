"""What those who watch a loop are told of it."""

from __future__ import annotations

from typing import Any

from tracewalk.links import Verify
from tracewalk.web.verify.jobs import Loop

__all__ = ["told"]

_FAULTS = 50


def told(loop: Loop) -> dict[str, Any]:
    """How far it is, and where what it keeps is seen."""
    # first, so that what is told is at least that new
    version, goal = loop.version, loop.goal
    faults = [*goal.order.faults, *loop.faults]
    by = goal.mode if goal.endpoint is not None else "answer"
    return {
        "loop": loop.job_id,
        "state": loop.state,
        "version": version,
        "problems": goal.order.name,
        "format": goal.order.format,
        "endpoint": goal.endpoint,
        "writer": goal.writer,
        "mode": by,
        "done": loop.done,
        "total": loop.total,
        "doing": loop.doing,
        "made": loop.made,
        "known": loop.known,
        "faults": [fault[:600] for fault in faults[:_FAULTS]],
        "n_faults": len(faults),
        "error": loop.error,
        "seconds": loop.seconds,
        "page": Verify(problems=goal.order.name, by=by).url(),
    }
