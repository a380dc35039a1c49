"""The stepper: one Components-v2 element that fetches a trace's steps and does all stepping in the browser."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any

import streamlit as st

from tracewalk.web.assets import asset_hash, component_file

__all__ = ["stepper"]

_ENTRY = """
const url = new URL(%s, document.baseURI);
const module = await import(url.href);
export default (component) => module.default(component);
"""


@functools.cache
def _component() -> Callable[..., Any]:
    # The inline text only imports: the modules come from our own route, where browsers keep them by their hash.
    entry = _ENTRY % json.dumps(f"assets/{asset_hash()}/stepper/main.js")
    return st.components.v2.component(
        "tracewalk_stepper", html="<div></div>", css=component_file("stepper", "stepper.css"), js=entry
    )


def stepper(data: dict[str, Any], *, key: str) -> dict[str, Any] | None:
    """Show a trace; returns the focus {step, frame, var} last reported, None before the first move."""
    result = _component()(key=key, data=data, on_focus_change=lambda: None)
    focus = result.focus
    return dict(focus) if focus else None
