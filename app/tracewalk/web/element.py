"""What the pages Trace and Compare hand to their elements of a trace."""

from __future__ import annotations

from typing import Any

from tracewalk.links import Browse, Focus, compare_url, trace_api
from tracewalk.model import Trace
from tracewalk.web.context import current
from tracewalk.web.share import as_python, as_sql, moment, said

__all__ = ["trace_data"]


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
