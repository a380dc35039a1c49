"""A Components-v2 element out of our own ES modules: how a folder of `components/` gets onto a page."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import streamlit as st

from tracewalk.web.assets import asset_hash, component_file

__all__ = ["Mounted"]

_ENTRY = """
const url = new URL(%s, document.baseURI);
const module = await import(url.href);
export default (component) => module.default(component);
"""


class Mounted:
    """One element; its state `focus` says where the user looks, its trigger `asked` what is asked for."""

    def __init__(self, name: str, *, styles: Sequence[str]) -> None:
        self.name = name
        self.styles = styles
        """Style sheets as `folder/file`, in order."""

    @cached_property
    def _component(self) -> Callable[..., Any]:
        # The inline text only imports: the modules come from our own route, where browsers keep them by their hash.
        entry = _ENTRY % json.dumps(f"assets/{asset_hash()}/{self.name}/main.js")
        css = "\n".join(component_file(*style.split("/")) for style in self.styles)
        made: Callable[..., Any] = st.components.v2.component(
            f"tracewalk_{self.name}", html="<div></div>", css=css, js=entry
        )
        return made

    def show(self, data: dict[str, Any], key: str) -> dict[str, Any] | None:
        """Put it on the page; returns the focus last reported, None before the first move."""
        focus = self._component(key=key, data=data, on_focus_change=lambda: None).focus
        return dict(focus) if focus else None

    def hear(self, data: dict[str, Any], key: str, asked: Callable[[], None]) -> dict[str, Any] | None:
        """Put it on the page; returns what it asks for just now, which `asked` was called to hear of before the run."""
        what = self._component(key=key, data=data, on_asked_change=asked).asked
        return dict(what) if what else None
