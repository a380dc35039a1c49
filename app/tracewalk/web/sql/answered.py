"""Below the editor: the chart and the rows of an answer."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import streamlit as st

from tracewalk.errors import CageBusy, TracewalkError
from tracewalk.links import Focus, Sql, TrajectoryFocus, sql_api
from tracewalk.results import text_of
from tracewalk.web.components.result import result
from tracewalk.web.context import current
from tracewalk.web.frame import leaving, problem
from tracewalk.web.share import query_as_python
from tracewalk.web.sql.asked import Asked, title_of
from tracewalk.web.sql.cells import cells, columns_of, values_of, whole
from tracewalk.web.sql.charting import charting
from tracewalk.web.sql.desk import Past, desk
from tracewalk.web.sql.leads import leads
from tracewalk.web.sql.orders import RESULT, begin, from_result
from tracewalk.web.sql.running import Outcome, Run
from tracewalk.web.sql.shape import choose
from tracewalk.words import counted

__all__ = ["answered", "cancelled", "fault_of", "remember", "told_of"]

_NARROW = 46
"""Characters of a row that leaves room beside it."""

_FILES = (
    ("csv", "CSV", "A text file for spreadsheets"),
    ("parquet", "Parquet", "A compressed file with types"),
    ("arrow", "Arrow", "An Arrow IPC stream"),
)


def cancelled(run: Run) -> str | None:
    """After how long it was; None where it was not."""
    return f"Cancelled after {run.elapsed:,.1f} s" if run.cancelled else None


def fault_of(run: Run) -> TracewalkError | None:
    """Why an ended query has no rows; None where it has some, waits for its turn, or was cancelled."""
    if run.cancelled:
        return None
    try:
        run.outcome()
    except CageBusy:
        return None
    except TracewalkError as wrong:
        return wrong
    return None


def remember(focus: Sql, what: Asked, run: Run) -> None:
    """Into the history, once for each run."""
    here = desk()
    if here.kept == here.runs:
        return
    try:
        outcome = run.outcome()
        said, bad = f"{_rows(outcome)}, {_time(outcome.seconds)}", False
    except TracewalkError as wrong:
        said, bad = cancelled(run) or str(wrong).split("\n")[0][:90], not run.cancelled
    here.keep(Past(focus, title_of(what), what.text, said, bad))


def answered(focus: Sql, what: Asked, run: Run) -> None:
    """The rows with their chart; or what came in their place."""
    try:
        outcome = run.outcome()
    except CageBusy as busy:
        problem("Others are before you", str(busy))
        if st.button("Try again", key="sql_again"):
            begin(focus, what)
            st.rerun()
        return
    except TracewalkError:
        return  # The editor tells it, with its place in the text.
    # A narrow table leaves room for its chart beside it; above a wide one the chart is seen first.
    table = outcome.table
    choice = choose(table, focus, what.chart)
    beside = _is_narrow(table)
    first = not beside and choice.chart.kind != "none"
    with st.container(key="sql_beside" if beside else "sql_above"):
        if first:
            charting(table, choice, truncated=outcome.truncated)
        _rows_of(outcome)
        if not first:
            charting(table, choice, truncated=outcome.truncated)


def told_of(focus: Sql, run: Run) -> dict[str, Any] | None:
    """`Told` of `components/editor/types.js`; None where there is no result."""
    if run.running:
        return None
    try:
        outcome = run.outcome()
    except TracewalkError:
        return None
    rows, most = outcome.table.num_rows, current().settings.sql_export_rows
    return {
        "facts": [_rows(outcome), counted(outcome.table.num_columns, "column"), _time(outcome.seconds)],
        "truncated": f"truncated at {rows:,}" if outcome.truncated else None,
        "more": f"The query has more rows than the {rows:,} that a page shows; a file has up to {most:,}.",
        "files": [{"form": said, "url": sql_api(focus, form), "about": about} for form, said, about in _FILES],
        "python": query_as_python(current().lake.path, focus),
    }


def _rows_of(outcome: Outcome) -> None:
    clicked = result(_data(outcome), key=RESULT, asked=from_result)
    if clicked is None or clicked.get("kind") != "open":
        return
    lead = leads(outcome.table)[int(clicked["column"])][int(clicked["row"])]
    if isinstance(lead, Focus | TrajectoryFocus):
        leaving()
        st.switch_page(f"views/{lead.page}.py", query_params=lead.query())
    elif lead is not None:
        st.query_params.from_dict(lead.query())
        st.rerun()


def _is_narrow(table: pa.Table) -> bool:
    """By its first rows and the names of its columns."""
    letters = 0
    for name, column in zip(table.column_names, table.columns, strict=True):
        shown = (len(text_of(value)) for value in values_of(column.slice(0, 50)) if value is not None)
        letters += 2 + min(max([len(name), *shown]), _NARROW)
    return letters <= _NARROW


def _data(outcome: Outcome) -> dict[str, Any]:
    """`Data` of `components/result/types.js`."""
    table, here = outcome.table, desk()
    asked_whole = None
    if here.whole is not None and here.whole[0] < table.num_rows and here.whole[1] < table.num_columns:
        row, column = here.whole
        asked_whole = {"row": row, "column": column, "text": whole(table, row, column)}
    return {
        "key": str(here.runs),
        "columns": columns_of(table),
        "cells": cells(table),
        "n_rows": table.num_rows,
        "whole": asked_whole,
    }


def _rows(outcome: Outcome) -> str:
    return ("the first " if outcome.truncated else "") + counted(outcome.table.num_rows, "row")


def _time(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms" if seconds < 10 else f"{seconds:,.1f} s"
