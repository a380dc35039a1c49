"""Where the user is on the Verify page: the URL says it, widgets and what is clicked follow."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from tracewalk.links import Verify

__all__ = ["changed", "go", "here", "key", "seed"]

_WIDGETS = ("show", "text")


def key(name: str) -> str:
    """Of the widget of a filter."""
    return f"verify_{name}"


def seed(asked: Verify) -> None:
    """Widgets follow the URL (a link, Back); what a widget changed is in the URL already."""
    if st.session_state.get("verify") != asked or key("text") not in st.session_state:
        st.session_state.verify = asked
        for name in _WIDGETS:
            st.session_state[key(name)] = getattr(asked, name)


def here() -> Verify:
    """What the page shows."""
    asked: Verify = st.session_state.verify
    return asked


def go(asked: Verify) -> None:
    """Show this from the next run on."""
    st.session_state.pop("verify", None)
    st.query_params.from_dict(asked.query())


def changed() -> None:
    """A filter was changed: into the URL, back to the first page."""
    show, text = (st.session_state.get(key(name)) or None for name in _WIDGETS)
    go(replace(here(), show=show, text=text, after=None))
