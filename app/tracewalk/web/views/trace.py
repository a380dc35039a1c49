"""Trace: the stepper of one trace. What is wrong with a link is said here, with what is there instead."""

from __future__ import annotations

import streamlit as st

from tracewalk.errors import LinkError, NotFound
from tracewalk.links import Browse, Focus, read_focus, trace_api
from tracewalk.model import Trace
from tracewalk.web.components.stepper import stepper
from tracewalk.web.context import current
from tracewalk.web.frame import problem


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
    if focus.step is not None and focus.step >= trace.n_steps:
        problem(
            f"There is no step {focus.step:,} in this trace",
            f"Its steps are 0 to {trace.n_steps - 1:,}; below it stands at its last one. "
            "The run may have been recorded with other limits since the link was made.",
        )
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
            "short": f"t/{trace.trace_id}",
            "traces": Browse(dataset=focus.dataset).url(),
        },
        key="stepper",
    )
    if moved is not None and moved.get("trace_id") == trace.trace_id:
        here = Focus(trace.trace_id, moved.get("step"), moved.get("frame"), moved.get("var"), focus.dataset)
        st.query_params.from_dict(here.query())


main()
