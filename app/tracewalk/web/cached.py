"""What pages show again and again, kept while the lake's version stands: the version is the key."""

from __future__ import annotations

import ast
from typing import Any

import streamlit as st

from tracewalk.web.context import current

__all__ = ["datasets", "exceptions", "functions", "home", "recent"]


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


def _docstring(text: str) -> str:
    try:
        return (ast.get_docstring(ast.parse(text)) or "").split("\n")[0]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""


def _column(query: str, name: str) -> list[str]:
    return [row[name] for row in current().index.query(query)]
