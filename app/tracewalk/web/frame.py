"""What all pages share: the style of headers and chips, and errors shown as cards instead of tracebacks."""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from tracewalk.errors import TracewalkError

__all__ = ["clickable", "leaving", "page_frame", "plain", "problem"]

_LOG = logging.getLogger(__name__)

_STYLE = """
<style>
.stMainBlockContainer { padding-top: 3.6rem; padding-bottom: 1rem; padding-left: 1.25rem; padding-right: 1.25rem }
.tw-head { display: flex; flex-wrap: wrap; gap: 6px 10px; align-items: baseline; margin: 0; min-height: 26px }
.tw-head h1 { font-size: 1.15rem; font-weight: 650; margin: 0; padding: 0; overflow-wrap: anywhere }
.tw-crumb { color: color-mix(in srgb, currentColor 62%, transparent); font-size: .85rem; overflow-wrap: anywhere }
.tw-lead { font-size: .9rem; margin: 4px 0 0; padding: 0; color: color-mix(in srgb, currentColor 78%, transparent) }
.tw-sub { font-size: 1rem; font-weight: 650; margin: 10px 0 0; padding: 0 }
.tw-on { font-size: .875rem }
.stMultiSelect [data-tag], .stMultiSelect [data-tag] * { color: inherit }
.stMultiSelect [data-tag] { background: color-mix(in srgb, currentColor 12%, transparent) }
[class*="st-key-csv_"] { margin-top: -16px }
.tw-about { font-size: .8rem; margin: -4px 0 6px 8px; color: color-mix(in srgb, currentColor 62%, transparent);
  white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
.stPageLink p { overflow: hidden; text-overflow: ellipsis }
.tw-card { border: 1px solid color-mix(in srgb, currentColor 20%, transparent); border-left: 4px solid #e0a800;
  border-radius: 8px; padding: 14px 18px; max-width: 860px; margin-top: 10px }
.tw-card h2 { font-size: 1.05rem; margin: 0 0 6px; padding: 0 }
.tw-card p { margin: 4px 0; overflow-wrap: anywhere; white-space: pre-wrap }
</style>
"""


@contextmanager
def page_frame() -> Iterator[None]:
    """Around each page: our own errors become a card that says what to do, others one sentence (the log has more)."""
    st.html(_STYLE)
    try:
        yield
    except TracewalkError as failed:
        problem("That did not work", str(failed))
    except Exception as failed:
        # Streamlit steers a script by exceptions of its own (rerun, stop, switch page): they must pass.
        if type(failed).__module__.startswith("streamlit.runtime.scriptrunner"):
            raise
        _LOG.exception("a page failed")
        problem("This page failed", "It is a fault of Tracewalk; the server's log says where. Other pages still work.")


def problem(title: str, message: str) -> None:
    """A card that says what is wrong and what is there."""
    st.html(f'<div class="tw-card" role="alert"><h2>{html.escape(title)}</h2><p>{html.escape(message)}</p></div>')


def leaving() -> None:
    """A click leads to another page: when the user comes back, it must not be taken for a new one.

    The keys of what can be clicked end in `st.session_state.opened`.
    """
    st.session_state.opened = st.session_state.get("opened", 0) + 1


def clickable(name: str, figure: go.Figure, page: str, behind: Callable[[dict[str, Any]], dict[str, str]]) -> None:
    """A figure whose bars lead to what is behind them: a page with these parameters."""
    key = f"{name}_{st.session_state.get('opened', 0)}"
    chosen = st.plotly_chart(
        figure, key=key, on_select="rerun", selection_mode="points", config={"displayModeBar": False}
    )
    if points := chosen.selection.points:
        leaving()
        st.switch_page(page, query_params=behind(points[0]))


def plain(text: str, longest: int = 60) -> str:
    """A text as it is, none of it Markdown; of a long one the end."""
    short = text if len(text) <= longest else f"…{text[1 - longest :]}"
    return re.sub(r"([\\`*_{}\[\]()#+\-.!:$<>~|&])", r"\\\1", short)
