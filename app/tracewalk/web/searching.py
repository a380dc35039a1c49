"""A text search on a page: what it found, or, meanwhile, for how long it runs already and a way out."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import streamlit as st

from tracewalk.errors import LimitError
from tracewalk.web.frame import problem
from tracewalk.web.list_state import rerun_soon
from tracewalk.web.search import Search

__all__ = ["searched"]

_T = TypeVar("_T")
_BLINK = 0.25


def searched(of: Hashable, begin: Callable[[], Search[_T]], what: str) -> _T | None:
    """What the search found; None while it runs, or where it was stopped, which the page then says.

    It is begun once as long as `of` stays. `what` is searched, for people.
    """
    if st.session_state.get("searched") != of:
        st.session_state.search = begin()
        st.session_state.searched = of
    search: Search[_T] = st.session_state.search
    if not search.settled(within=_BLINK):
        _waiting(search, what)
        return None
    try:
        return search.result()
    except LimitError as stopped:
        problem("No result", str(stopped))
        if st.button("Search again"):
            del st.session_state.searched
            st.rerun()
        return None


@st.fragment(run_every=0.3)
def _waiting(search: Search[Any], what: str) -> None:
    if not search.running:
        rerun_soon()
    left, right = st.columns([5, 1], vertical_alignment="center")
    left.progress(min(search.elapsed / search.seconds, 1.0), f"Searching {what}: {search.elapsed:.1f} s")
    if right.button("Cancel", key="cancel_search", width="stretch"):
        search.cancel()
        rerun_soon()
