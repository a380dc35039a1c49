"""The list of examples behind a cell: a dialog whose rows lead to Compare."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from tracewalk.errors import LinkError
from tracewalk.links import Focus
from tracewalk.web import cached
from tracewalk.web.accuracy.breakdowns import BY_VALUE
from tracewalk.web.accuracy.cells import MOST, Cell, Examples, read_cell
from tracewalk.web.accuracy.look import SIGNS
from tracewalk.web.accuracy.parts import go_to, here
from tracewalk.web.accuracy.selection import Selection
from tracewalk.web.frame import leaving, problem

__all__ = ["listing"]

_WRONG, _RIGHT = "wrong", "right"


def listing(version: int, selection: Selection, labels: tuple[str, ...]) -> None:
    """Opens the list that the URL asks for."""
    try:
        cell = read_cell(selection, here().cell or "")
    except LinkError as wrong:
        problem("The examples of this link do not open", str(wrong))
        return
    title = _plain(cell.told[:1].upper() + cell.told[1:])
    st.dialog(title, width="large", on_dismiss=_close)(_list)(version, selection, cell, labels[cell.cohort])


def _close() -> None:
    go_to(replace(here(), cell=None))


def _list(version: int, selection: Selection, cell: Cell, label: str) -> None:
    st.markdown(f"**{SIGNS[cell.cohort]} {_plain(label)}**")
    side = _WRONG
    if cell.two_sided:
        side = st.segmented_control(
            "Which", [_WRONG, _RIGHT], default=_WRONG, key="examples_side", required=True, label_visibility="collapsed"
        )
    with st.spinner("Looking for them…"):
        found = cached.accuracy_examples(
            version, selection.focus, selection.keys, here().cell or "", side == _RIGHT, here().errors == "root"
        )
    if not found.rows:
        st.caption("There is none.")
        return
    st.caption(_told(cell, found))
    chosen = st.dataframe(
        _frame(cell, found.rows), key=f"examples_{st.session_state.get('opened', 0)}", on_select="rerun",
        selection_mode="single-cell", hide_index=True, row_height=32, height=min(32 * (len(found.rows) + 1) + 4, 484),
        column_config=_COLUMNS,
    )  # fmt: skip
    for row, _ in chosen.selection.cells:
        leaving()
        example = found.rows[row]
        focus = Focus(example["trace_id"], example["step"], prediction=example["prediction_id"])
        st.switch_page("views/compare.py", query_params=focus.query())


def _told(cell: Cell, found: Examples) -> str:
    what = "predictions"
    if cell.two_sided or cell.figure == "verdict":
        what = ("values" if cell.figure in BY_VALUE else "steps") + " in all; each prediction with its first"
    listed = f"the first {MOST:,} predictions of " if len(found.rows) == MOST else ""
    return f"{listed}{found.total:,} {what} · click a row to compare it with the truth"


def _frame(cell: Cell, rows: list[dict[str, Any]]) -> pd.DataFrame:
    columns = {
        "trace": [row["name"] or row["trace_id"][:8] for row in rows],
        "task": [row["task"] or "" for row in rows],
        "step": [row["step"] for row in rows],
        "rate": [None if row["rate"] is None else 100 * row["rate"] for row in rows],
        "what": [_what(row) for row in rows],
        "count": [row.get("found") for row in rows],
        "first": [_first(row) for row in rows],
        "right": [_right(row) for row in rows],
        "ended": [row["ended"] + (f": {row['error']}" if row["error"] else "") for row in rows],
        "sample": [row["sample"] for row in rows],
    }
    kept = {name: values for name, values in columns.items() if name not in _OPTIONAL or any(values)}
    if cell.figure == "metric":
        kept["rate"] = columns["rate"]
    return pd.DataFrame(kept)


def _what(row: dict[str, Any]) -> str:
    """Of a step or a value: what it is, and what was said."""
    if "said" in row:
        said = "" if row["said"] is None else f" said {row['said']}"
        return f"{row['name']} ({row['type']}, {row['size']} characters){said}"
    if "verdict" in row:
        return " · ".join(filter(None, (row["verdict"], row["origin"], row["line"])))
    return ""


def _first(row: dict[str, Any]) -> str:
    if row["first_bad_verdict"] is None:
        return ""
    name = row["first_bad_name"]
    kind = f" ({row['first_bad_type']})" if row["first_bad_type"] else ""
    return f"step {row['first_bad_step']}: {row['first_bad_verdict']}" + (f", {name}{kind}" if name else "")


def _right(row: dict[str, Any]) -> str:
    if row["n_true"] is None:
        return ""
    if row["exact"]:
        return "all"
    # In mode step each step stands alone; elsewhere what counts is how far the prediction comes.
    right = f"{row['n_correct']:,}" if row["mode"] == "step" else f"first {row['right_until']:,}"
    return f"{right} of {row['n_true']:,}"


def _plain(text: str) -> str:
    """None of it Markdown."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()#+-.!:$<>~|&" else c for c in text)


_OPTIONAL = ("task", "rate", "what", "count", "first", "sample")
"""Columns that are left out where they are empty."""
_COLUMNS = {
    "trace": st.column_config.TextColumn("Trace", width=170),
    "task": st.column_config.TextColumn("Dataset / task", width=150),
    "step": st.column_config.NumberColumn("Step", format="localized", width=60),
    "rate": st.column_config.NumberColumn("Rate, %", format="%.1f", width=70),
    "what": st.column_config.TextColumn("There", width="medium"),
    "count": st.column_config.NumberColumn("Such", format="localized", width=55),
    "first": st.column_config.TextColumn("First error", width="medium"),
    "right": st.column_config.TextColumn("Steps right", width=110),
    "ended": st.column_config.TextColumn("Ended", width="small"),
    "sample": st.column_config.NumberColumn("Sample", format="localized", width=65),
}
