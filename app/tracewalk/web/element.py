"""What the pages Trace, Compare, Trajectory and Compare two runs hand to their elements."""

from __future__ import annotations

from typing import Any

from tracewalk.links import (
    Browse,
    Focus,
    Trajectories,
    TrajectoryFocus,
    compare_url,
    runs_api,
    runs_url,
    trace_api,
    trajectory_api,
)
from tracewalk.model import Trace, Trajectory
from tracewalk.web.context import current
from tracewalk.web.share import as_python, as_sql, moment, said, turn, two_runs

__all__ = ["runs_data", "trace_data", "trajectory_data"]


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
        "run_page": _open(TrajectoryFocus("{id}").url()),
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


def runs_data(left: Trajectory, right: Trajectory, focus: TrajectoryFocus) -> dict[str, Any]:
    """The shape `Data` of `components/beside/types.js`; `{left}` and `{right}` stand where the browser fills ids in."""
    one, other = left.trajectory_id, right.trajectory_id
    return {
        "left": trajectory_data(left, TrajectoryFocus(one)),
        "right": trajectory_data(right, TrajectoryFocus(other)),
        "api": {call: runs_api(one, other, call) for call in ("", "patches", "tests")},
        "turn": focus.turn,
        "other_turn": focus.other_turn,
        "file": focus.file,
        "list": Trajectories().url(),
        "short": TrajectoryFocus(one, other=other).short(),
        "page": _open(TrajectoryFocus("{left}", other="{right}").url()),
    } | two_runs(current().lake.path, left, right)


def _open(url: str) -> str:
    return url.replace("%7B", "{").replace("%7D", "}")
