"""The way in of the Verify page: a problem set is chosen or dropped, and verified while one looks."""

from __future__ import annotations

import shlex
from dataclasses import replace

import streamlit as st

from tracewalk.links import Verify, verify_api
from tracewalk.web.components.loop import looper
from tracewalk.web.context import current
from tracewalk.web.verify import state
from tracewalk.web.verify.calls import choices_here

__all__ = ["panel"]


def panel(*, empty: bool) -> None:
    """Offers to verify, shows what runs, and has the page show what is kept."""
    lake = shlex.quote(str(current().lake.path))
    command = "tracewalk verify --endpoint tiny --problems PROBLEMS.jsonl --solutions SOLUTIONS.jsonl"
    data = choices_here() | {"api": verify_api(), "large": empty, "command": f"{command} --lake {lake}"}
    what = looper(data, key=f"loop_{st.session_state.get('opened', 0)}", asked=lambda: None)
    if what is None:
        return
    now = Verify(problems=what["problems"], by=what["mode"])
    if what["kind"] == "grew" and state.here().problems in (None, now.problems):
        now = replace(state.here(), problems=now.problems)  # who looks at a part of it goes on to do so
    elif what["kind"] == "grew":
        return
    if what["made"] or what["kind"] == "done":
        state.go(now)
        st.rerun()
