"""Trace: the stepper of one trace. A link that names no trace is answered here; a wrong step, by the stepper."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from tracewalk.errors import LinkError, NotFound
from tracewalk.links import Focus, read_focus
from tracewalk.model import Trace
from tracewalk.web.components.stepper import stepper
from tracewalk.web.context import current
from tracewalk.web.element import trace_data
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
    if focus.page == "compare":
        st.switch_page("views/compare.py", query_params=focus.query())
    _pane(trace, focus)


def _choose() -> None:
    problem("No trace chosen", "Choose one in the list of traces; its link then leads here, to the exact step.")
    st.page_link("views/traces.py", label="All traces of this lake", icon=":material/arrow_forward:")


@st.fragment
def _pane(trace: Trace, focus: Focus) -> None:
    """The element, and the server's copy of the URL: without it a rerun would restore a stale step."""
    # A key for each trace: what one stepper reported must never be taken for another's.
    moved = stepper(trace_data(trace, focus), key=f"stepper-{trace.trace_id}")
    if moved is not None:
        here = replace(focus, step=moved.get("step"), frame=moved.get("frame"), var=moved.get("var"))
        st.query_params.from_dict(here.query())


main()
