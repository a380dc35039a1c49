"""What pages show again and again, kept while the lake's version stands: the version is the key."""

from __future__ import annotations

import ast
from typing import Any

import pyarrow as pa
import streamlit as st

from tracewalk.benchmarks import Judged
from tracewalk.links import Accuracy, Results, Trajectories
from tracewalk.web.accuracy import cells, selection
from tracewalk.web.accuracy.cells import Examples
from tracewalk.web.accuracy.cohorts import Cohort, chosen_of
from tracewalk.web.accuracy.selection import Selection
from tracewalk.web.context import current
from tracewalk.web.results import asked as results
from tracewalk.web.trajectories.asked import Hits
from tracewalk.web.trajectories.listing import facets

__all__ = [
    "accuracy_cohorts",
    "accuracy_examples",
    "accuracy_options",
    "accuracy_places",
    "accuracy_selection",
    "datasets",
    "exceptions",
    "functions",
    "home",
    "models",
    "recent",
    "result_scores",
    "result_statements",
    "result_tasks",
    "run_facets",
    "runs",
]


@st.cache_data(max_entries=4, show_spinner=False)
def datasets(version: int) -> list[str]:
    """Names of the datasets, the largest first."""
    return _column("datasets", "dataset")


@st.cache_data(max_entries=4, show_spinner=False)
def functions(version: int) -> list[str]:
    """The 200 functions that ran in the most traces."""
    return _column("functions", "func")


@st.cache_data(max_entries=4, show_spinner=False)
def exceptions(version: int) -> list[str]:
    """Exceptions that were raised, the commonest first."""
    return _column("exceptions", "exception")


@st.cache_data(max_entries=4, show_spinner=False)
def models(version: int) -> list[str]:
    """The 200 models with the most predictions."""
    return _column("models", "model")


@st.cache_data(max_entries=64, show_spinner=False)
def run_facets(version: int, asked: Trajectories, _hits: Hits | None) -> dict[str, dict[str, int]]:
    """By what trajectories can be narrowed further; `_hits` are those of the text that is asked for."""
    return facets(current().run_index, asked, _hits)


@st.cache_data(max_entries=32, show_spinner=False)
def runs(version: int, query: str, **params: int) -> list[dict[str, Any]]:
    """The rows of a query about all trajectories."""
    return current().run_index.query(query, params)


@st.cache_data(max_entries=32, show_spinner="Counting…")
def home(version: int, query: str, **params: int) -> list[dict[str, Any]]:
    """The rows of one of Home's queries."""
    rows: list[dict[str, Any]] = current().lake.query(f"home/{query}", params).to_pylist()
    return rows


@st.cache_data(max_entries=4, show_spinner=False)
def recent(version: int) -> list[dict[str, Any]]:
    """The latest traces, each with `about`: the first line of its program's docstring."""
    lake = current().lake
    rows: list[dict[str, Any]] = lake.query("home/recent").to_pylist()
    return [row | {"about": _docstring(lake.program(row["program_id"]).text)} for row in rows]


@st.cache_data(max_entries=4, show_spinner=False)
def also(version: int) -> dict[str, Any]:
    """What Home points to beside its lists."""
    row: dict[str, Any] = current().lake.query("browse/also").to_pylist()[0]
    return row


@st.cache_data(max_entries=4, show_spinner="Adding up the results…")
def result_scores(version: int) -> list[dict[str, Any]]:
    """The scores of all suites."""
    return results.scores(current().lake)


@st.cache_data(max_entries=16, show_spinner="Looking for the tasks…")
def result_tasks(version: int, asked: Results, rows: int) -> results.Tasks:
    """A page of the tasks of a suite, of so many rows."""
    return results.tasks(current().lake, asked, rows)


@st.cache_data(max_entries=32, show_spinner="Reading the run…")
def result_statements(version: int, trace_id: str, texts: dict[str, str]) -> dict[str, list[Judged]]:
    """What texts state of a run, each statement with its verdict."""
    return results.judged(current().lake, trace_id, texts)


@st.cache_data(max_entries=4, show_spinner="Looking for predictions…")
def accuracy_options(version: int) -> dict[str, list[str]]:
    """What predictions can be filtered by: the values of each filter, the commonest first."""
    options: dict[str, list[str]] = {}
    for row in selection.run(current().lake.cursor(), "options", {}).to_pylist():
        options.setdefault(row["filter"], []).append(row["value"])
    return options


@st.cache_data(max_entries=32, show_spinner="Looking for predictions…")
def accuracy_cohorts(version: int, filters: Accuracy) -> list[Cohort]:
    """What can be compared under these filters."""
    return selection.cohorts(current().lake.cursor(), filters)


@st.cache_resource(max_entries=6, show_spinner="Reading the predictions…")
def accuracy_selection(version: int, filters: Accuracy, keys: tuple[str, ...]) -> Selection:
    """The predictions of these cohorts; one object for all sessions, so nobody may change it."""
    found = chosen_of(accuracy_cohorts(version, filters), keys)
    return selection.choose(current().lake.cursor(), filters, found)


@st.cache_resource(max_entries=6, show_spinner=False)
def accuracy_places(version: int, filters: Accuracy, keys: tuple[str, ...]) -> pa.Table:
    """In which datasets and splits their traces stand."""
    chosen = accuracy_selection(version, filters, keys).table.select(["trace_id"])
    return selection.run(current().lake.cursor(), "places", {}, chosen=chosen)


@st.cache_data(max_entries=32, show_spinner=False)
def accuracy_examples(
    version: int, filters: Accuracy, keys: tuple[str, ...], cell: str, right: bool, roots: bool
) -> Examples:
    """The predictions behind a cell of a figure over them."""
    chosen = accuracy_selection(version, filters, keys)
    places = accuracy_places(version, filters, keys)
    where = cells.read_cell(chosen, cell)
    return cells.examples(current().lake.cursor(), chosen, where, right=right, roots=roots, places=places)


def _docstring(text: str) -> str:
    try:
        return (ast.get_docstring(ast.parse(text)) or "").split("\n")[0]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""


def _column(query: str, name: str) -> list[str]:
    return [row[name] for row in current().index.query(query)]
