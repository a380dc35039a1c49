"""One task of a suite on the Results page: its answers, and what one of them states against the true run."""

from __future__ import annotations

import html
from typing import Any

import streamlit as st

from tracewalk.benchmarks import METHOD, counts
from tracewalk.links import Results
from tracewalk.web import cached
from tracewalk.web.context import current
from tracewalk.web.frame import problem
from tracewalk.web.results import asked as ask
from tracewalk.web.results import shown
from tracewalk.web.results.marked import SIGNS, marked

__all__ = ["opened"]

_TITLES = {"reasoning": "What it thought", "answer": "What it answered"}
_LISTED = 200
"""Statements that are listed beside the text."""
_NOTHING = "It says nothing of the values of variables that can be read."


def opened(asked: Results) -> None:
    """The open task."""
    assert asked.suite is not None
    assert asked.task is not None
    rows = ask.answers(current().lake, asked.suite, asked.task, asked.model)
    back = html.escape(asked.listed().url(), quote=True)
    title = html.escape(asked.task)
    st.html(
        f'<div class="tw-head tw-open"><a class="tw-on" href="{back}">← All tasks of {html.escape(asked.suite)}</a>'
        f"<h1>{title}</h1></div>"
    )
    if not rows:
        problem("This task is not here", f"The lake has no result on {asked.task!r} of {asked.suite}.")
        return
    row = _chosen(rows, asked)
    if row is None:
        problem("This answer is not here", "The link names an answer to another task, or one that was removed.")
        row = rows[0]
    st.html(shown.answer_list(rows, asked, row["result_id"]))
    if len(rows) == ask.MOST:
        st.caption(f"The first {ask.MOST} answers; with a model chosen in the list of tasks, those of that model.")
    _answer(row)


def _chosen(rows: list[dict[str, Any]], asked: Results) -> dict[str, Any] | None:
    """The answer that is named, else the first that says how it came."""
    if asked.answer is not None:
        return next((row for row in rows if row["result_id"] == asked.answer), None)
    return next((row for row in rows if row["reasoning"]), rows[0])


def _answer(row: dict[str, Any]) -> None:
    number = "" if row["sample"] is None else f", answer {row['sample']}"
    st.html(f'<h2 class="tw-sub">{html.escape(row["model"])}{number}</h2>')
    places = shown.places_of(row)
    if places:
        st.html(f'<div class="tw-on tw-open">In this lake: {places}</div>')
    texts = ask.texts_of(row)
    if not texts:
        st.caption("The file says only whether it passed.")
        return
    trace_id = row["trace_id"]
    judged = cached.result_statements(current().lake.version, trace_id, texts) if trace_id else {}
    every = [one for some in judged.values() for one in some]
    if trace_id is None:
        st.caption("What it states cannot be held against a run: the lake has no trace of this task.")
    elif not every:
        st.caption(_NOTHING)
    else:
        found = {word: n for word, n in counts(every).items() if n}
        told = " · ".join(f"{SIGNS[word]} {n} {word}" for word, n in found.items())
        st.html(f'<p class="tw-lead">Values that it states, against the true run: <b>{told}</b></p>')
        st.caption(METHOD)
    left, right = st.columns([3, 2], gap="medium") if every else (st.container(), st.container())
    with left:
        for name, text in texts.items():
            inner = marked(text, judged.get(name, ()), trace_id)
            st.html(f'<div class="tw-dim tw-on">{_TITLES[name]}</div><div class="tw-text">{inner}</div>')
    if every:
        with right:
            st.html(shown.statement_table(every[:_LISTED], trace_id))
            if len(every) > _LISTED:
                st.caption(f"The first {_LISTED} of {len(every):,}; all are marked in the text.")
