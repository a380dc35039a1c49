"""The filters of a page that lists something: its widgets hold them, and the URL, which is what counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import streamlit as st

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = ["ListState", "rerun_soon"]


_AGAIN = "seed_again"


def rerun_soon() -> None:
    """Runs the page again so soon that the browser may not have drawn its widgets: they are told their values anew."""
    st.session_state[_AGAIN] = True
    st.rerun()


class _Asked(Protocol):
    """What a list is asked for: a dataclass of filters, with the place after which its page begins."""

    @property
    def after(self) -> str | None: ...

    def query(self) -> dict[str, str]: ...


if TYPE_CHECKING:

    class _State(_Asked, DataclassInstance, Protocol): ...


_S = TypeVar("_S", bound="_State")


class ListState(Generic[_S]):
    """Of one page, whose widgets have keys of `prefix`; `empty` filters nothing."""

    def __init__(self, prefix: str, empty: _S) -> None:
        self._prefix = prefix
        self._empty = empty
        self._names = tuple(f.name for f in fields(empty) if f.name != "after")

    def key(self, name: str) -> str:
        """Of the widget of a filter."""
        return f"{self._prefix}_{name}"

    def seed(self, asked: _S) -> None:
        """Widgets follow the URL (a link, Back); what a widget changed is in the URL already."""
        known: _S | None = st.session_state.get(self.key("asked"))
        again = st.session_state.pop(_AGAIN, False)
        # Streamlit drops the state of widgets while another page is shown, but not what we keep ourselves.
        if known == asked and self.key("sort") in st.session_state and not again:
            return
        if replace(asked, after=None) != replace(known or self._empty, after=None):
            st.session_state[self.key("before")] = []
        st.session_state[self.key("asked")] = asked
        for name in self._names:
            st.session_state[self.key(name)] = getattr(asked, name)

    @property
    def asked(self) -> _S:
        """What the page shows."""
        asked: _S = st.session_state[self.key("asked")]
        return asked

    @property
    def before(self) -> list[str | None]:
        """Where the pages before this one began, as far as they were walked through."""
        before: list[str | None] = st.session_state.get(self.key("before"), [])
        return before

    def changed(self) -> None:
        """A filter was changed: into the URL, back to the first page."""
        given: dict[str, Any] = {}
        for name in self._names:
            value = st.session_state.get(self.key(name))
            given[name] = getattr(self._empty, name) if value is None or value == "" else value
        self.go(replace(self._empty, **given), [])

    def go(self, asked: _S, before: list[str | None]) -> None:
        """Show this from the next run on."""
        st.session_state[self.key("asked")] = asked
        st.session_state[self.key("before")] = before
        st.query_params.from_dict(asked.query())

    def clear(self) -> None:
        """No filter any more; the order stays."""
        self.go(self._empty, [])

    def choice(
        self,
        name: str,
        label: str,
        options: Sequence[str] | Mapping[str, int],
        *,
        nothing: str = "any",
        new: bool = False,
    ) -> None:
        """One of some options, which may come with their numbers; `new`: others can be typed."""
        given = st.session_state.get(self.key(name))
        listed = list(options) if given is None or given in options else [given, *options]
        counts = options if isinstance(options, Mapping) else {}
        st.selectbox(
            label, listed, key=self.key(name), on_change=self.changed, placeholder=nothing, accept_new_options=new,
            format_func=lambda value: f"{value} ({counts[value]:,})" if value in counts else str(value),
        )  # fmt: skip

    def number(self, name: str, label: str, nothing: str, step: float = 1) -> None:
        """A number that is not negative."""
        st.number_input(
            label, min_value=type(step)(0), step=step, key=self.key(name), on_change=self.changed, placeholder=nothing
        )

    def text(self, label: str, placeholder: str) -> None:
        """The text that is looked for."""
        st.text_input(
            label, key=self.key("text"), on_change=self.changed, placeholder=placeholder, label_visibility="collapsed",
            icon=":material/search:",
        )  # fmt: skip

    def turn(self, back: Any, forth: Any, following: _S | None) -> None:
        """Buttons to the page before and the next one, in these two places."""
        asked, before = self.asked, self.before
        if asked.after and back.button("◀ Previous" if before else "◀ First", key="page_back", width="stretch"):
            self.go(replace(asked, after=before[-1] if before else None), before[:-1])
            st.rerun()
        if following and forth.button("Next ▶", key="page_next", width="stretch"):
            self.go(following, [*before, asked.after])
            st.rerun()
