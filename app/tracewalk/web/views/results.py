"""Results: scores on benchmarks beside published ones, their tasks, and what answers state, against the truth."""

from __future__ import annotations

import html
from dataclasses import replace
from typing import Any

import streamlit as st

from tracewalk.errors import LinkError
from tracewalk.links import RESULT_OUTCOMES, Results, Sql, read_results
from tracewalk.web import cached
from tracewalk.web.accuracy.look import config
from tracewalk.web.context import current
from tracewalk.web.frame import plain, problem
from tracewalk.web.results import shown
from tracewalk.web.results.chart import bars
from tracewalk.web.results.opened import opened
from tracewalk.words import counted

_OUTCOMES = {"passed": "passed by all runs", "failed": "passed by none", "differs": "on which answers differ"}
_WIDGETS = ("suite", "model", "outcome", "text")
_FEW = 3
"""Suites whose tasks need not be asked for one by one."""


def main() -> None:
    """The page."""
    try:
        asked = read_results(st.query_params.to_dict())
    except LinkError as wrong:
        problem("This link does not open", str(wrong))
        st.page_link("views/results.py", label="All results of this lake", icon=":material/arrow_back:")
        return
    st.html(shown.STYLE)
    rows = cached.result_scores(current().lake.version)
    if not rows:
        _empty()
        return
    _seed(asked)
    if asked.task is not None and asked.suite is not None:
        opened(asked)
        return
    _head(rows)
    _filters(rows, asked)
    some = [row for row in rows if asked.suite in (None, row["suite"])]
    some = [row for row in some if asked.model in (None, row["model"]) or row["kind"] == "published"]
    if not any(row["kind"] != "published" for row in some) and (
        asked.model or asked.suite not in (None, *_names(rows))
    ):
        _nothing()
        return
    for suite in _names(some):
        _suite(suite, [row for row in some if row["suite"] == suite], asked)
    _explained()


def _names(rows: list[dict[str, Any]]) -> list[str]:
    """The suites: those with results of this lake first."""
    own = dict.fromkeys(row["suite"] for row in rows if row["kind"] != "published")
    return list(own | dict.fromkeys(row["suite"] for row in rows))


def _empty() -> None:
    lake = current().lake.path
    problem(
        "No benchmark results in this lake yet",
        "Import the files that benchmarks write: SWE-bench reports, LiveCodeBench's eval_all.json, CRUXEval's scored "
        "results, samples of lm-eval, simple-evals, CWM's evaluations, or graded answers as JSON lines. The format of "
        "each is found by its content.\n\n"
        f"tracewalk results import FILE... --lake {lake}\n"
        f"tracewalk results import --published --lake {lake}",
    )


def _seed(asked: Results) -> None:
    """Widgets follow the URL (a link, Back); what a widget changed is in the URL already."""
    if st.session_state.get("results") != asked or "results_text" not in st.session_state:
        st.session_state.results = asked
        for name in _WIDGETS:
            st.session_state[f"results_{name}"] = getattr(asked, name)


def _go(asked: Results) -> None:
    """Show this from the next run on."""
    st.session_state.pop("results", None)
    st.query_params.from_dict(asked.query())


def _changed() -> None:
    """A filter was changed: into the URL, back to the first page."""
    _go(Results(**{name: st.session_state.get(f"results_{name}") or None for name in _WIDGETS}))


def _head(rows: list[dict[str, Any]]) -> None:
    own = [row for row in rows if row["kind"] != "published"]
    told = f"{counted(len({row['model'] for row in own}), 'model')} on {counted(len(_names(own)), 'suite')}"
    papers = len(rows) - len(own)
    beside = f", beside {counted(papers, 'published score')}" if papers else ""
    st.html(f'<div class="tw-head"><h1>Results</h1><span class="tw-crumb">{told}{beside}</span></div>')


def _filters(rows: list[dict[str, Any]], asked: Results) -> None:
    own = [row for row in rows if row["kind"] != "published"]
    columns = st.columns([1.5, 1.7, 1.5, 2.6, 0.7], gap="small", vertical_alignment="bottom")
    models = sorted({row["model"] for row in own if asked.suite in (None, row["suite"])})
    for column, name, label, options in (
        (columns[0], "suite", "Suite", _names(rows)),
        (columns[1], "model", "Model", models),
    ):
        value = getattr(asked, name)
        listed = options if value is None or value in options else [value, *options]
        column.selectbox(
            label, listed, key=f"results_{name}", on_change=_changed, index=None, placeholder="any"
        )  # fmt: skip
    columns[2].selectbox(
        "Tasks", RESULT_OUTCOMES, key="results_outcome", on_change=_changed, index=None, placeholder="all",
        format_func=_OUTCOMES.__getitem__,
    )  # fmt: skip
    columns[3].text_input(
        "Text in the task's id", key="results_text", on_change=_changed, placeholder="Text in the task's id",
        icon=":material/search:", label_visibility="collapsed",
    )  # fmt: skip
    given = tuple((name, value) for name in ("model", "suite") if (value := getattr(asked, name)))
    columns[4].page_link(
        "views/sql.py", label="As SQL", icon=":material/database:",
        query_params=Sql("results/scores", given=given).query(),
    )  # fmt: skip


def _suite(suite: str, rows: list[dict[str, Any]], asked: Results) -> None:
    st.html(f'<h2 class="tw-sub">{html.escape(suite)}</h2>')
    left, right = st.columns([7, 5], gap="medium")
    with left:
        st.html(shown.score_table(rows))
    with right:
        figure = bars(rows, dark=st.context.theme.type == "dark")
        st.plotly_chart(figure, key=f"results_bars_{suite}", config=config(f"results-{suite}", "svg"))
    if not any(row["kind"] == "counted" or row["answers"] for row in rows):
        return
    of = replace(asked, suite=suite)
    if asked.suite is None and (asked.outcome is None and asked.text is None) and len(_own(rows)) > _FEW:
        url = html.escape(of.url(), quote=True)
        st.html(f'<div class="tw-on tw-open"><a href="{url}">Tasks of {html.escape(suite)}</a></div>')
        return
    _list(of, paged=asked.suite is not None)


def _own(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row["kind"] != "published"]


def _list(asked: Results, *, paged: bool) -> None:
    """Tasks of a suite; all its pages where it is the one that is asked for, else its first ones."""
    n = current().settings.page_rows if paged else 5
    found = cached.result_tasks(current().lake.version, asked if paged else replace(asked, after=None), n)
    if not found.ids:
        st.caption("No task of it matches.")
        return
    told = f"**{found.total:,}** {'task' if found.total == 1 else 'tasks'}"
    if len(shown.runs_of(found)) > 6:
        told += " · the first 6 runs; choose a model for another"
    text, back, forth = st.columns([6, 1, 1], vertical_alignment="center")
    text.markdown(told + " · a mark opens what was answered")
    if paged and asked.after and back.button("◀ First", key="page_back", width="stretch"):
        _go(replace(asked, after=None))
        st.rerun()
    if paged and found.following and forth.button("Next ▶", key="page_next", width="stretch"):
        _go(found.following)
        st.rerun()
    st.html(shown.task_table(found, asked))
    if not paged and found.following:
        url = html.escape(asked.url(), quote=True)
        st.html(f'<div class="tw-on tw-open"><a href="{url}">All {found.total:,} tasks</a></div>')


def _nothing() -> None:
    problem("No result matches", "Loosen one of the filters above, or clear them all.")
    if st.button("Clear the filters", key="clear"):
        _go(Results())
        st.rerun()


def _explained() -> None:
    st.caption(
        plain(
            "A score is the mean over tasks of the share of answers that pass. Intervals are Wilson's over tasks, a "
            "little wide where a task has several answers. Published scores have none: their sources do not say how "
            "many answers passed, nor were they run here, so that prompts, samples and versions may differ.",
            longest=1_000,
        )
    )


main()
