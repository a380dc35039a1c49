"""What the sections of the Accuracy page are made of: clickable figures and tables, each with its download."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from tracewalk.links import Accuracy
from tracewalk.web.accuracy.figures import Chart
from tracewalk.web.accuracy.look import Look, config

__all__ = ["FORMAT", "RATE", "chart_frame", "click", "download", "go_to", "heading", "here", "look_of", "show", "table"]

FORMAT = "accuracy_format"
"""Key of the choice between svg and png."""
RATE = 132
"""Pixels of a column of rates with their intervals: `100.0 (99.1-100.0)`."""


def here() -> Accuracy:
    """The focus that the page shows."""
    focus: Accuracy = st.session_state.accuracy
    return focus


def go_to(focus: Accuracy) -> None:
    """The page shows this from its next run on, and the URL says it."""
    st.session_state.accuracy = focus
    st.query_params.from_dict(focus.query())


def click(cell: str) -> None:
    """Open the examples of a cell. What was clicked must not stay chosen, or a second click would do nothing."""
    st.session_state.opened = st.session_state.get("opened", 0) + 1
    go_to(replace(here(), cell=cell))
    st.rerun()


def heading(text: str) -> None:
    """Above a section."""
    st.html(f'<h2 class="tw-sub">{html.escape(text)}</h2>')


def look_of(names: Sequence[str]) -> Look:
    """How the cohorts look in the browser's theme."""
    return Look(tuple(names), dark=st.context.theme.type == "dark")


def show(name: str, figure: go.Figure, frame: pd.DataFrame) -> None:
    """A figure whose points lead to their examples; it can be saved as a picture, its numbers as CSV."""
    key = f"figure_{name}_{st.session_state.get('opened', 0)}"
    kind = st.session_state.get(FORMAT) or "svg"
    chosen = st.plotly_chart(
        figure, key=key, on_select="rerun", selection_mode="points", config=config(name, kind)
    )  # fmt: skip
    download(name, frame)
    cells = [str(point["customdata"][0]) for point in chosen.selection.points if point.get("customdata")]
    if cells and cells[0]:
        click(cells[0])


def download(name: str, frame: pd.DataFrame) -> None:
    """A small button: the numbers as CSV."""
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.download_button(
            "CSV",
            lambda: frame.to_csv(index=False).encode(),
            file_name=f"tracewalk-{name}.csv",
            mime="text/csv",
            key=f"csv_{name}",
            on_click="ignore",
            type="tertiary",
            icon=":material/download:",
            help="The numbers of this figure",
        )


def table(
    name: str, frame: pd.DataFrame, cells: Sequence[Sequence[str]], *, widths: Mapping[str, int] | None = None
) -> None:
    """A table whose cells lead to their examples; `cells` holds their addresses, empty where there are none.

    `widths` in pixels: where a column's first rows are short, Streamlit takes it for a narrow one.
    """
    chosen = st.dataframe(
        frame,
        key=f"table_{name}_{st.session_state.get('opened', 0)}",
        on_select="rerun",
        selection_mode="single-cell",
        hide_index=True,
        row_height=32,
        height=32 * (len(frame) + 1) + 2,
        column_config={column: st.column_config.TextColumn(width=width) for column, width in (widths or {}).items()},
    )
    for row, column in chosen.selection.cells:
        cell = cells[row][list(frame.columns).index(column)]
        if cell:
            click(cell)


def chart_frame(chart: Chart, labels: Sequence[str]) -> pd.DataFrame:
    """The numbers of a figure, one row a point."""
    rows = [
        {
            "figure": chart.about.title,
            "predictions of": labels[cohort],
            "bin": label,
            "of": int(chart.counts[at, cohort]),
            "counted": chart.about.noun,
            "rate": rates.rate[cohort],
            "low": rates.low[cohort],
            "high": rates.high[cohort],
        }
        for at, (label, rates) in enumerate(zip(chart.labels, chart.rates, strict=True))
        for cohort in range(len(labels))
    ]
    return pd.DataFrame(rows)
