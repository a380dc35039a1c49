"""Traces: the list of what is in the lake, filtered, ordered, page by page. The URL holds all of it."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pandas as pd
import streamlit as st

from tracewalk.errors import LimitError, LinkError
from tracewalk.links import ERRORS, SORTS, Browse, Focus, read_browse
from tracewalk.model import OUTCOMES
from tracewalk.web import cached
from tracewalk.web.browse import Page, page, programs_with
from tracewalk.web.context import current
from tracewalk.web.frame import leaving, problem
from tracewalk.web.search import Search
from tracewalk.web.share import listed

_ANY = None
_FILTERS = tuple(f.name for f in fields(Browse) if f.name != "after")


def main() -> None:
    """The page."""
    try:
        browse = read_browse(st.query_params.to_dict())
    except LinkError as wrong:
        problem("This link does not open", str(wrong))
        st.page_link("views/traces.py", label="All traces of this lake", icon=":material/arrow_back:")
        return
    _seed(browse)
    _filters()
    if browse.text:
        _searched(browse)
        return
    with st.spinner("Reading the list of traces…", show_time=True):
        found = page(current().index, browse, current().settings.page_rows)
    _show(browse, found)


def _seed(browse: Browse) -> None:
    """Widgets follow the URL (a link, Back); what a widget changed is in the URL already."""
    # Streamlit drops the state of widgets while another page is shown, but not what we keep ourselves.
    if st.session_state.get("browse") != browse or "filter_sort" not in st.session_state:
        if replace(browse, after=None) != replace(st.session_state.get("browse", Browse()), after=None):
            st.session_state.before = []
        st.session_state.browse = browse
        for name in _FILTERS:
            st.session_state[f"filter_{name}"] = getattr(browse, name)


def _changed() -> None:
    """A filter was changed: into the URL, back to the first page."""
    given: dict[str, Any] = {name: st.session_state[f"filter_{name}"] or None for name in _FILTERS}
    given["sort"] = given["sort"] or SORTS[0]
    _go(Browse(**given), before=[])


def _go(browse: Browse, before: list[str | None]) -> None:
    st.session_state.browse = browse
    st.session_state.before = before
    st.query_params.from_dict(browse.query())


def _filters() -> None:
    version = current().lake.version
    one = st.columns([1.3, 1, 1.4, 1.3, 0.8, 0.8, 1], gap="small")
    with one[0]:
        _choice("dataset", "Dataset", cached.datasets(version), "any")
    with one[1]:
        _choice("outcome", "Outcome", OUTCOMES, "any")
    with one[2]:
        _choice("func", "Function that ran", cached.functions(version), "any", new=True)
    with one[3]:
        _choice("exception", "Exception raised", cached.exceptions(version), "any", new=True)
    with one[4]:
        st.number_input("Steps from", min_value=0, step=1, key="filter_min_steps", on_change=_changed, placeholder="0")
    with one[5]:
        st.number_input("to", min_value=0, step=1, key="filter_max_steps", on_change=_changed, placeholder="any")
    with one[6]:
        st.selectbox("Order", SORTS, key="filter_sort", on_change=_changed)
    models = cached.models(version)
    two = st.columns([5, 1.3, 1.2] if models else [1], gap="small", vertical_alignment="bottom")
    with two[0]:
        _text()
    if models:
        with two[1]:
            _choice("model", "Predicted by", models, "any")
        with two[2]:
            _choice("error", "First error", ERRORS, "any")


def _text() -> None:
    st.text_input(
        "Text in name or source",
        key="filter_text",
        on_change=_changed,
        placeholder="Text in the name of the trace or in the source of its program, e.g. night_shift, heapq.heappush",
        label_visibility="collapsed",
        icon=":material/search:",
    )


def _choice(name: str, label: str, options: Any, nothing: str, *, new: bool = False) -> None:
    key = f"filter_{name}"
    given = st.session_state.get(key)
    listed = list(options) if given is None or given in options else [given, *options]
    st.selectbox(label, listed, key=key, on_change=_changed, placeholder=nothing, accept_new_options=new)


@st.fragment(run_every=0.3)
def _waiting(search: Search[list[str]]) -> None:
    """While a search runs: for how long already, and a way out."""
    if not search.running:
        st.rerun()
    left, right = st.columns([5, 1], vertical_alignment="center")
    left.progress(min(search.elapsed / search.seconds, 1.0), f"Searching the sources: {search.elapsed:.1f} s")
    if right.button("Cancel", key="cancel_search", width="stretch"):
        search.cancel()
        st.rerun()


def _searched(browse: Browse) -> None:
    """The list by a text in the source: the programs are searched first, apart, since that can take seconds."""
    text = browse.text or ""
    if st.session_state.get("searched") != (current().lake.version, text):
        seconds = current().settings.text_seconds
        st.session_state.search = Search(current().lake.cursor(), lambda c: programs_with(c, text), seconds=seconds)
        st.session_state.searched = (current().lake.version, text)
    search: Search[list[str]] = st.session_state.search
    if not search.settled(within=0.25):
        _waiting(search)
        return
    try:
        programs = search.result()
    except LimitError as stopped:
        problem("No result", str(stopped))
        if st.button("Search again"):
            del st.session_state.searched
            st.rerun()
        return
    _show(browse, page(current().index, browse, current().settings.page_rows, programs))


def _show(browse: Browse, found: Page) -> None:
    if not found.rows:
        _nothing(browse)
        return
    before: list[str | None] = st.session_state.get("before", [])
    first = len(before) * current().settings.page_rows + 1
    _pager(browse, found, before, first)
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


def _pager(browse: Browse, found: Page, before: list[str | None], first: int) -> None:
    text, query, back, forth = st.columns([5, 1, 1, 1], vertical_alignment="center")
    range_ = f"{first:,}-{first + len(found.rows) - 1:,} of " if before or not browse.after else "from a link, of "
    text.markdown(f"**{range_}{found.total:,}** traces · click a row to step through it")
    query.page_link("views/sql.py", label="As SQL", icon=":material/database:", query_params=listed(browse).query())
    if browse.after and back.button("◀ Previous" if before else "◀ First", key="page_back", width="stretch"):
        _go(replace(browse, after=before[-1] if before else None), before[:-1])
        st.rerun()
    if found.following and forth.button("Next ▶", key="page_next", width="stretch"):
        _go(found.following, [*before, browse.after])
        st.rerun()


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
        _go(Browse(), before=[])
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
