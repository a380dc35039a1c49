"""Home's pointers to what no list of it shows: branches, twins, verified problems, results."""

from __future__ import annotations

import streamlit as st

from tracewalk.links import Focus
from tracewalk.web import cached
from tracewalk.web.frame import plain
from tracewalk.words import counted

__all__ = ["also_here"]


def also_here(version: int) -> None:
    """A line for each that the lake has."""
    found = cached.also(version)
    told: list[tuple[str, str, str, dict[str, str]]] = []
    if found["branches"]:
        label = f"What if? {plain(found['name'])} :gray[:small[{counted(found['branches'], 'branch')}]]"
        told.append((label, "The same program, run again with an edit", "trace", Focus(found["parent"]).query()))
    if found["problems"]:
        about = "A model checks solutions by its own predictions; they were run, too"
        told.append((f"Verify :gray[:small[{counted(found['problems'], 'problem')}]]", about, "verify", {}))
    if found["suites"]:
        label = f"Results :gray[:small[{counted(found['suites'], 'suite')}]]"
        told.append((label, "Scores on benchmarks, beside published ones", "results", {}))
    if found["twins"]:
        label = f"Memorised, or understood? :gray[:small[{counted(found['twins'], 'twin')}]]"
        told.append((label, "Programs with other constants, names or inputs; the last section", "accuracy", {}))
    if not told:
        return
    st.markdown("**Also here**")
    with st.container(gap=None):
        for label, about, page, query in told:
            st.page_link(f"views/{page}.py", label=label, help=about, query_params=query)
