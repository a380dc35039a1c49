"""Compare: truth and prediction under one cursor, or any two traces. What a link lacks is found or said here."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from tracewalk.errors import LinkError, NotFound
from tracewalk.lake import Lake
from tracewalk.links import Focus, read_focus
from tracewalk.model import Trace
from tracewalk.web.components.compare import comparer
from tracewalk.web.context import current
from tracewalk.web.element import trace_data
from tracewalk.web.frame import problem


def main() -> None:
    """The page."""
    lake = current().lake
    try:
        focus = read_focus(st.query_params.to_dict())
        if focus.trace is None and focus.prediction is not None:
            focus = replace(focus, trace=lake.prediction(focus.prediction)["trace_id"])
        if focus.trace is None:
            _choose()
            return
        trace = lake.trace(focus.trace)
    except (LinkError, NotFound) as wrong:
        problem("This link does not open", str(wrong))
        st.page_link("views/traces.py", label="All traces of this lake", icon=":material/arrow_back:")
        return
    _pane(trace, _with_subject(lake, focus))


def _choose() -> None:
    problem(
        "No trace chosen",
        "Choose one in the list of traces: its page lists its predictions, and has a model make one. "
        "A link to Compare names the trace and what stands beside it.",
    )
    st.page_link("views/traces.py", label="All traces of this lake", icon=":material/arrow_forward:")


def _with_subject(lake: Lake, focus: Focus) -> Focus:
    """A link that says nothing to compare gets the trace's latest prediction, rather one of the whole trace."""
    if focus.page == "compare" or focus.trace is None:
        return focus
    known = sorted(lake.predictions_of(focus.trace), key=lambda row: (row["mode"] == "full", row["created_at"]))
    return replace(focus, prediction=known[-1]["prediction_id"] if known else None)


@st.fragment
def _pane(trace: Trace, focus: Focus) -> None:
    """The element, and the server's copy of the URL: without it a rerun would restore a stale step."""
    subject = {"prediction": focus.prediction, "other": focus.other, "job": focus.job}
    moved = comparer(trace_data(trace, focus) | subject, key=f"compare-{trace.trace_id}")
    if moved is not None:
        names = ("step", "frame", "var", *subject)
        here = replace(focus, **{name: moved.get(name) for name in names})
        st.query_params.from_dict(here.query())


main()
