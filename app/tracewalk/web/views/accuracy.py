"""Accuracy: how right the predictions in this lake are, where they go wrong, and the examples behind every number."""

from __future__ import annotations

import html
from dataclasses import replace

import streamlit as st

from tracewalk.errors import LinkError
from tracewalk.links import Accuracy, read_accuracy
from tracewalk.web import cached
from tracewalk.web.accuracy import breakdowns, sections
from tracewalk.web.accuracy.cohorts import Cohort, labels, shown, tags
from tracewalk.web.accuracy.filters import compared, filters, seed
from tracewalk.web.accuracy.heavy import later, over_steps
from tracewalk.web.accuracy.listing import listing
from tracewalk.web.accuracy.notes import explained, notes
from tracewalk.web.accuracy.parts import go_to, heading
from tracewalk.web.accuracy.selection import Selection
from tracewalk.web.accuracy.twin_links import twin_links
from tracewalk.web.context import current
from tracewalk.web.frame import problem
from tracewalk.web.share import behind
from tracewalk.words import counted


def main() -> None:
    """The page."""
    try:
        focus = read_accuracy(st.query_params.to_dict())
    except LinkError as wrong:
        problem("This link does not open", str(wrong))
        st.page_link("views/accuracy.py", label="All predictions of this lake", icon=":material/arrow_back:")
        return
    version = current().lake.version
    if not cached.accuracy_options(version):
        _empty()
        return
    seed(focus)
    asked = replace(focus, cohorts=None, cell=None, errors=None)
    found = cached.accuracy_cohorts(version, asked)
    _head(found)
    filters(version)
    if not found:
        _nothing()
        return
    chosen = shown(found, focus)
    compared(found, chosen, labels(found))
    _gone(found, focus)
    selection = cached.accuracy_selection(version, asked, tuple(cohort.key for cohort in chosen))
    _page(version, focus, selection)
    if focus.cell:
        listing(version, selection, tuple(labels(chosen).values()))


def _gone(found: list[Cohort], focus: Accuracy) -> None:
    """What a link compares and this lake does not have is never replaced in silence."""
    named = set(focus.cohorts.split(",")) if focus.cohorts else set()
    if gone := named - {cohort.key for cohort in found}:
        st.warning(
            f"Of the {counted(len(named), 'set')} of predictions that this link compares, {len(gone)} not in this lake "
            "or not within the filters above."
        )


def _head(found: list[Cohort]) -> None:
    n = counted(sum(cohort.predictions for cohort in found), "prediction")
    st.html(f'<div class="tw-head"><h1>Accuracy</h1><span class="tw-crumb">{n} match</span></div>')


def _empty() -> None:
    lake = html.escape(str(current().lake.path))
    problem(
        "This lake has no predictions",
        "Ask a model for some; this page shows what arrives when you reload it.\n\n"
        f"tracewalk predict --lake {lake} --endpoint tiny --mode full\n"
        f"tracewalk predict --lake {lake} --endpoint tiny --mode step",
    )


def _nothing() -> None:
    problem("No prediction matches", "Loosen one of the filters above, or clear them all.")
    if st.button("Clear the filters", key="clear"):
        go_to(Accuracy())
        st.rerun()


def _page(version: int, focus: Accuracy, selection: Selection) -> None:
    told, names = tuple(labels(selection.cohorts).values()), tags(selection.cohorts)
    sections.counts(selection, told)
    notes(selection)
    # An anchor: Streamlit's own link loses its parameters where the page runs again just then, as this one does.
    url = html.escape(behind(focus, selection.keys).url())
    st.html(f'<a class="tw-on" href="{url}">These predictions as SQL</a>')
    heading("CWM's Table 9")
    sections.rates(selection, names)
    heading("How far they are right, and what goes wrong first")
    left, right = st.columns([7, 5], gap="medium")
    with left:
        sections.still_right(selection, names, told)
    with right:
        sections.kinds(selection, names, told, breakdowns.first_errors, 384 + 18 * len(names))
    # Where examples are open the page is behind them, and must not run again just when they are closed.
    if not focus.cell and not later((version, selection.focus, selection.keys)):
        return
    columns = st.columns(3, gap="medium")
    for column, make in zip(columns, (breakdowns.first_types, breakdowns.wrong_steps, breakdowns.endings), strict=True):
        with column:
            sections.kinds(selection, names, told, make)
    heading("Free-running against teacher-forced")
    sections.pairing(selection, names, told, cached.accuracy_places(version, selection.focus, selection.keys))
    heading("Originals against their twins: memorised, or understood?")
    sections.twinned(selection, names, twin_links(version, selection.focus, selection.keys))
    over_steps(version, focus, selection, names, told)
    explained()


main()
