"""Traces: the list of what is in the lake, filtered, ordered, page by page. The URL holds all of it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from tracewalk.errors import LinkError
from tracewalk.links import ERRORS, SORTS, Browse, Focus, read_browse
from tracewalk.model import OUTCOMES
from tracewalk.web import cached
from tracewalk.web.browse import Page, page, programs_with
from tracewalk.web.context import current
from tracewalk.web.frame import leaving, problem
from tracewalk.web.list_state import ListState
from tracewalk.web.search import Search
from tracewalk.web.searching import searched
from tracewalk.web.share import listed

_LIST = ListState("filter", Browse())


def main() -> None:
    """The page."""
    try:
        browse = read_browse(st.query_params.to_dict())
    except LinkError as wrong:
        problem("This link does not open", str(wrong))
        st.page_link("views/traces.py", label="All traces of this lake", icon=":material/arrow_back:")
        return
    _LIST.seed(browse)
    _filters()
    programs = None
    if browse.text:
        programs = _programs(browse.text)
        if programs is None:
            return
    with st.spinner("Reading the list of traces…", show_time=True):
        listing = page(current().index, browse, current().settings.page_rows, programs)
    _show(browse, listing)


def _filters() -> None:
    version = current().lake.version
    one = st.columns([1.3, 1, 1.4, 1.3, 0.8, 0.8, 1], gap="small")
    with one[0]:
        _LIST.choice("dataset", "Dataset", cached.datasets(version))
    with one[1]:
        _LIST.choice("outcome", "Outcome", OUTCOMES)
    with one[2]:
        _LIST.choice("func", "Function that ran", cached.functions(version), new=True)
    with one[3]:
        _LIST.choice("exception", "Exception raised", cached.exceptions(version), new=True)
    with one[4]:
        _LIST.number("min_steps", "Steps from", "0")
    with one[5]:
        _LIST.number("max_steps", "to", "any")
    with one[6]:
        st.selectbox("Order", SORTS, key=_LIST.key("sort"), on_change=_LIST.changed)
    models = cached.models(version)
    two = st.columns([5, 1.3, 1.2] if models else [1], gap="small", vertical_alignment="bottom")
    with two[0]:
        _LIST.text(
            "Text in name or source",
            "Text in the name of the trace or in the source of its program, e.g. night_shift, heapq.heappush",
        )
    if models:
        with two[1]:
            _LIST.choice("model", "Predicted by", models)
        with two[2]:
            _LIST.choice("error", "First error", ERRORS)


def _programs(text: str) -> list[str] | None:
    """Those with the text in their source: they are searched first, apart, since that can take seconds."""
    lake, seconds = current().lake, current().settings.text_seconds

    def begin() -> Search[list[str]]:
        return Search(lake.cursor(), lambda cursor: programs_with(cursor, text), seconds=seconds)

    return searched(("programs", lake.version, text), begin, "the sources")


def _show(browse: Browse, found: Page) -> None:
    if not found.rows:
        _nothing(browse)
        return
    _pager(browse, found)
    rows = found.rows
    chosen = st.dataframe(
        _frame(rows),
        key=f"list_{hash(browse)}_{st.session_state.get('opened', 0)}",
        on_select="rerun",
        selection_mode="single-cell",
        hide_index=True,
        height=min(36 * (len(rows) + 1) + 4, 36 * 21),
        row_height=36,
        column_config=_COLUMNS,
    )
    cells = chosen.selection.cells
    if cells:
        leaving()
        focus = Focus(rows[cells[0][0]]["trace_id"], dataset=browse.dataset)
        st.switch_page("views/trace.py", query_params=focus.query())


def _pager(browse: Browse, found: Page) -> None:
    text, query, back, forth = st.columns([5, 1, 1, 1], vertical_alignment="center")
    first = len(_LIST.before) * current().settings.page_rows + 1
    range_ = (
        f"{first:,}-{first + len(found.rows) - 1:,} of " if _LIST.before or not browse.after else "from a link, of "
    )
    text.markdown(f"**{range_}{found.total:,}** traces · click a row to step through it")
    query.page_link("views/sql.py", label="As SQL", icon=":material/database:", query_params=listed(browse).query())
    _LIST.turn(back, forth, found.following)


def _nothing(browse: Browse) -> None:
    if browse == Browse(sort=browse.sort):
        problem(
            "This lake is empty",
            "Record something into it:\n"
            f"tracewalk record FILE.py --entry NAME --input 'ARGS' --lake {current().lake.path}\n"
            f"tracewalk record --dataset NAME=FILE.jsonl --lake {current().lake.path}",
        )
        return
    problem("No trace matches", "Loosen one of the filters above, or clear them all.")
    if st.button("Clear the filters", key="clear"):
        _LIST.clear()
        st.rerun()


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    columns = {
        "name": [r["name"] for r in rows],
        "outcome": [r["outcome"] + (f" ({r['stop_reason']})" if r["stop_reason"] else "") for r in rows],
        "ended": [r["ended"] or "" for r in rows],
        "steps": [r["n_steps"] for r in rows],
        "frames": [r["n_frames"] for r in rows],
        "depth": [r["max_depth"] for r in rows],
        "exceptions": [", ".join(r["exceptions"]) for r in rows],
        "expected": [_MATCHES[r["matches_expected"]] for r in rows],
        "datasets": [", ".join(r["datasets"]) for r in rows],
        "recorded": [r["created_at"].replace(tzinfo=None) for r in rows],
        "id": [r["trace_id"][:8] for r in rows],
    }
    kept = {name: values for name, values in columns.items() if name not in _OPTIONAL or any(values)}
    return pd.DataFrame(kept)


_MATCHES = {None: "", True: "✓ yes", False: "✗ no"}
_OPTIONAL = ("exceptions", "expected", "datasets")
"""Columns that are left out of a page on which they are empty."""
_COLUMNS = {
    "name": st.column_config.TextColumn("Name", width="medium"),
    "outcome": st.column_config.TextColumn("Outcome", width=90),
    "ended": st.column_config.TextColumn("Result or error", width="medium"),
    "steps": st.column_config.NumberColumn("Steps", format="localized", width=75),
    "frames": st.column_config.NumberColumn("Frames", format="localized", width=75),
    "depth": st.column_config.NumberColumn("Depth", format="localized", width=65),
    "exceptions": st.column_config.TextColumn("Exceptions", width=120),
    "expected": st.column_config.TextColumn("As expected", width=95),
    "datasets": st.column_config.TextColumn("Datasets", width="small"),
    "recorded": st.column_config.DatetimeColumn("Recorded (UTC)", format="YYYY-MM-DD HH:mm", width=130),
    "id": st.column_config.TextColumn("Id", width=85),
}

main()
