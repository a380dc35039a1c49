"""Which of the chosen predictions' traces are twins of which others, kept while the lake's version stands."""

from __future__ import annotations

import pyarrow as pa
import streamlit as st

from tracewalk.links import Accuracy
from tracewalk.web import cached
from tracewalk.web.accuracy import selection
from tracewalk.web.context import current

__all__ = ["twin_links"]


@st.cache_resource(max_entries=6, show_spinner=False)
def twin_links(version: int, filters: Accuracy, keys: tuple[str, ...]) -> pa.Table:
    """Trace, parent and kind of each twin whose original is among them, too."""
    chosen = cached.accuracy_selection(version, filters, keys).table.select(["trace_id"])
    return selection.run(current().lake.cursor(), "twins", {}, chosen=chosen)
