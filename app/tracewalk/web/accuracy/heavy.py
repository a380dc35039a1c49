"""The figures over single steps and values: counted apart from the page, after everything else is shown."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
import streamlit as st

from tracewalk.errors import TracewalkError
from tracewalk.links import Accuracy
from tracewalk.web.accuracy import background, breakdowns, figures
from tracewalk.web.accuracy.breakdowns import BY_STEP, BY_VALUE
from tracewalk.web.accuracy.parts import chart_frame, go_to, heading, here, look_of, show
from tracewalk.web.accuracy.selection import Selection, run
from tracewalk.web.components.drawn import again_when_drawn
from tracewalk.web.frame import problem

__all__ = ["later", "over_steps"]

Names = Sequence[str]

_ALL, _ROOT = "every wrong step", "root errors only"
_CURVE = "[class*=st-key-figure_survival] .main-svg"


def later(key: Hashable) -> bool:
    """Whether the rest of the page is to be drawn: only from the second run on, which comes once the curve is there.

    A browser takes a second or two to draw them all, and shows none before it has drawn what came with it.
    """
    if st.session_state.get("accuracy_shown") == key:
        return True
    st.session_state.accuracy_shown = key
    st.progress(0.0, "Drawing the other figures")
    again_when_drawn(_CURVE, key="drawn")
    return False


def over_steps(version: int, focus: Accuracy, selection: Selection, names: Names, labels: Names) -> None:
    """Both sections; each shows how long it takes, and can be given up."""
    chosen = selection.registered()
    key = (version, selection.focus, selection.keys)
    heading("Where steps go wrong")
    _choice(focus)
    roots = focus.errors == "root"
    steps = _fetched(
        "steps", ("steps", roots, *key), lambda cursor: run(cursor, "by_step", {"roots": roots}, chosen=chosen)
    )
    if steps is not None:
        _figures(selection, names, labels, steps, tuple(BY_STEP))
    heading("Which values go wrong")
    values = _fetched("values", ("values", *key), lambda cursor: run(cursor, "by_value", {}, chosen=chosen))
    if values is not None:
        _figures(selection, names, labels, values, tuple(BY_VALUE))


def _choice(focus: Accuracy) -> None:
    st.session_state.accuracy_errors = _ROOT if focus.errors else _ALL
    st.segmented_control("Count as wrong", [_ALL, _ROOT], key="accuracy_errors", required=True, on_change=_chosen)


def _chosen() -> None:
    go_to(replace(here(), errors="root" if st.session_state.accuracy_errors == _ROOT else None, cell=None))


@st.fragment
def _figures(selection: Selection, names: Names, labels: Names, rows: pa.Table, shown: Sequence[str]) -> None:
    columns = st.columns(2, gap="medium")
    for number, name in enumerate(shown):
        with columns[number % 2]:
            chart = breakdowns.from_rows(selection, rows, name)
            if chart.bins:
                draw = figures.among if name == "type" else figures.over
                show(name, draw(chart, look_of(names)), chart_frame(chart, labels))
            else:
                st.caption(f"**{chart.about.title}**: nothing to count.")


def _fetched(name: str, key: Any, work: background.Work) -> Any:
    """The result, where it is there; else a word on it, and None."""
    result = background.kept(key)
    if result is not None:
        return result
    search = background.begun(name, key, work)
    if not search.settled(within=0.1):
        _waiting(name, key, work)
        return None
    try:
        return search.result()
    except TracewalkError as stopped:
        problem("Not counted", str(stopped))
        if st.button("Count again", key=f"again_{name}"):
            background.forget(name)
            st.rerun()
        return None


@st.fragment(run_every=0.4)
def _waiting(name: str, key: Any, work: background.Work) -> None:
    """While a query runs: for how long already, and a way out."""
    search = background.begun(name, key, work)
    if not search.running:
        st.rerun()
    left, right = st.columns([6, 1], vertical_alignment="center")
    left.progress(min(search.elapsed / search.seconds, 1.0), f"Counting {name}: {search.elapsed:.1f} s")
    if right.button("Cancel", key=f"cancel_{name}", width="stretch"):
        search.cancel()
        st.rerun()
