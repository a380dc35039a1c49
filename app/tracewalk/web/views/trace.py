"""Trace: the stepper of one trace. A link that names no trace is answered here; a wrong step, by the stepper."""

from __future__ import annotations

import streamlit as st

from tracewalk.errors import LinkError, NotFound
from tracewalk.links import Browse, Focus, read_focus, trace_api
from tracewalk.model import Trace
from tracewalk.web.components.stepper import stepper
from tracewalk.web.context import current
from tracewalk.web.frame import problem
from tracewalk.web.share import as_python, as_sql


def main() -> None:
    """The page."""
    try:
        focus = read_focus(st.query_params.to_dict())
        if focus.trace is None:
            _choose()
            return
        trace = current().lake.trace(focus.trace)
    except (LinkError, NotFound) as wrong:
        problem("This link does not open", str(wrong))
        st.page_link("views/traces.py", label="All traces of this lake", icon=":material/arrow_back:")
        return
    _pane(trace, focus)


def _choose() -> None:
    problem("No trace chosen", "Choose one in the list of traces; its link then leads here, to the exact step.")
    st.page_link("views/traces.py", label="All traces of this lake", icon=":material/arrow_forward:")


@st.fragment
def _pane(trace: Trace, focus: Focus) -> None:
    """The element, and the server's copy of the URL: without it a rerun would restore a stale step."""
    moved = stepper(
        {
            "trace_id": trace.trace_id,
            "api": trace_api(trace.trace_id),
            "n_steps": trace.n_steps,
            "step": focus.step,
            "frame": focus.frame,
            "var": focus.var,
            "dataset": focus.dataset,
            "window": current().settings.window_steps,
            "short": Focus(trace.trace_id).short(),
            "sql": as_sql(current().lake.path, trace.trace_id),
            "python": as_python(current().lake.path, trace.trace_id),
            "traces": Browse(dataset=focus.dataset).url(),
        },
        # A key for each trace: what one stepper reported must never be taken for another's.
        key=f"stepper-{trace.trace_id}",
    )
    if moved is not None:
        here = Focus(trace.trace_id, moved.get("step"), moved.get("frame"), moved.get("var"), focus.dataset)
        st.query_params.from_dict(here.query())


main()
