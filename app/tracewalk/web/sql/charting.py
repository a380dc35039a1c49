"""The chart of a result and what it is chosen by; the choice is in the URL."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from tracewalk.links import CHARTS
from tracewalk.sql import Chart
from tracewalk.web.accuracy.look import Look, config
from tracewalk.web.sql.desk import desk, go_to
from tracewalk.web.sql.draw import draw
from tracewalk.web.sql.shape import Choice, colours, numbers, places

__all__ = ["charting"]

_NAMES = {"none": "no chart", "bar": "bars", "line": "lines", "point": "points", "histogram": "histogram"}


def charting(table: pa.Table, choice: Choice, *, truncated: bool) -> None:
    """The choice, and the figure below it; nothing where a result has nothing to draw."""
    if table.num_rows < 2 or not places(table):
        return
    drawn = choice.chart.kind != "none"
    with st.container(key="sql_chart" if drawn else "sql_chartless"):
        _controls(table, choice.chart)
        if choice.fault is not None:
            st.caption(choice.fault)
        if drawn:
            look = Look((), dark=st.context.theme.type == "dark")
            key = f"sql_figure_{desk().runs}"
            st.plotly_chart(draw(table, choice.chart, look), key=key, config=config("query", "svg"))
            if truncated:
                st.caption(f"Drawn of the first {table.num_rows:,} rows only. Count or group in SQL to draw them all.")


def _controls(table: pa.Table, chart: Chart) -> None:
    """Each widget shows what is drawn: the URL may have changed it."""
    state = st.session_state
    state.sql_kind = chart.kind
    kind, x, y, colour = st.columns(4, gap="small")
    kind.selectbox(
        "Chart", CHARTS, key="sql_kind", on_change=_kind_chosen, format_func=_NAMES.__getitem__,
        label_visibility="collapsed",
    )  # fmt: skip
    if chart.kind == "none":
        return
    histogram = chart.kind == "histogram"
    _column(x, "of" if histogram else "x", "x", places(table), chart.x)
    if not histogram:
        _column(y, "y", "y", numbers(table), chart.y)
        _column(colour, "colour", "colour", colours(table), chart.colour)


def _column(place: DeltaGenerator, label: str, name: str, options: list[str], chosen: str | None) -> None:
    listed = options if chosen is None or chosen in options else [chosen, *options]
    key = f"sql_{name}"
    st.session_state[key] = chosen
    place.selectbox(
        label, listed, key=key, on_change=_column_chosen, label_visibility="collapsed",
        placeholder=f"{label}: none", format_func=lambda column: f"{label}: {column}",
    )  # fmt: skip


def _kind_chosen() -> None:
    """Another kind keeps the columns that it was drawn by."""
    if st.session_state.sql_kind == "none":
        go_to(replace(desk().focus, chart="none", x=None, y=None, colour=None))
    else:
        _column_chosen()


def _column_chosen() -> None:
    state = st.session_state
    x, y, colour = (state.get(f"sql_{name}") for name in ("x", "y", "colour"))
    go_to(replace(desk().focus, chart=state.sql_kind, x=x, y=y, colour=colour))
