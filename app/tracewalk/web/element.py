"""What the pages Trace, Compare and Trajectory hand to their elements."""

from __future__ import annotations

from typing import Any

from tracewalk.links import (
    Browse,
    Focus,
    Trajectories,
    TrajectoryFocus,
    compare_url,
    runs_url,
    trace_api,
    trajectory_api,
)
from tracewalk.model import Trace, Trajectory
from tracewalk.web.context import current
from tracewalk.web.share import as_python, as_sql, moment, said, turn

__all__ = ["trace_data", "trajectory_data"]


def trace_data(trace: Trace, focus: Focus) -> dict[str, Any]:
    """The shape `Data` of `components/stepper/types.js`."""
    return {
        "trace_id": trace.trace_id,
        "api": trace_api(trace.trace_id),
        "predictions": trace_api(trace.trace_id, "predictions"),
        "n_steps": trace.n_steps,
        "step": focus.step,
        "frame": focus.frame,
        "var": focus.var,
        "dataset": focus.dataset,
        "window": current().settings.window_steps,
        "short": Focus(trace.trace_id).short(),
        "sql": as_sql(trace.trace_id),
        "sql_page": moment(trace.trace_id),
        "said": said(current().lake.path),
        "python": as_python(current().lake.path, trace.trace_id),
        "traces": Browse(dataset=focus.dataset).url(),
        "compare": compare_url(Focus(trace.trace_id, dataset=focus.dataset)),
        "trace_page": Focus(trace.trace_id, dataset=focus.dataset).url(),
    }


def trajectory_data(trajectory: Trajectory, focus: TrajectoryFocus) -> dict[str, Any]:
    """The shape `Data` of `components/trajectory/types.js`; `{id}` stands where the browser fills one in."""
    own = trajectory.trajectory_id
    any_run = TrajectoryFocus("{id}")
    return {
        "trajectory_id": own,
        "api": trajectory_api(own),
        "n_turns": trajectory.n_turns,
        "turn": focus.turn,
        "call": focus.call,
        "file": focus.file,
        "short": TrajectoryFocus(own).short(),
        "list": Trajectories().url(),
        "page": _open(any_run.url()),
        "trace_page": _open(Focus("{id}").url()),
        "compare": _open(runs_url(TrajectoryFocus(own, other="{id}"))),
    } | turn(current().lake.path, own)


def _open(url: str) -> str:
    return url.replace("%7B", "{").replace("%7D", "}")
