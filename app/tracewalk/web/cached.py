"""What pages show again and again, kept while the lake's version stands: the version is the key."""

from __future__ import annotations

from typing import Any

import streamlit as st

from tracewalk.web.context import current

__all__ = ["datasets", "exceptions", "functions", "home"]


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
def home(version: int, query: str, sample: int | None = None) -> list[dict[str, Any]]:
    """The rows of one of Home's queries."""
    rows: list[dict[str, Any]] = (
        current().lake.query(f"home/{query}", None if sample is None else {"sample": sample}).to_pylist()
    )
    return rows


def _column(query: str, name: str) -> list[str]:
    return [row[name] for row in current().index.query(query)]
