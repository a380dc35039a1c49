"""What one browser session has on its SQL page: the query of the URL, its run, what was run before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st

from tracewalk.cage import Answer, Cancel
from tracewalk.errors import TracewalkError
from tracewalk.frozen import frozen
from tracewalk.links import Sql
from tracewalk.web.sql.running import Run

__all__ = ["Desk", "Past", "desk", "go_to", "same_query"]

_MOST = 50


@frozen
class Past:
    """A query that was run."""

    focus: Sql
    title: str
    text: str
    said: str
    bad: bool


@dataclass
class Desk:
    """The state of a session; it holds what must outlive one run of the script."""

    focus: Sql = field(default_factory=Sql)
    turn: int = 0
    """Counts the texts that took the place of what was in the editor."""
    runs: int = 0
    run: Run | None = None
    waits: bool = False
    """Whether the page shows that it runs, and is to be run again once it has ended."""
    refused: TracewalkError | None = None
    """Why it could not even begin."""
    kept: int = 0
    """The last run that is in the history."""
    whole: tuple[int, int] | None = None
    """Row and column of the cell that is asked for whole."""
    past: list[Past] = field(default_factory=list)

    def begin(self, work: Callable[[Cancel], Answer]) -> None:
        """Run this in place of what runs."""
        self.end()
        self.runs += 1
        self.run = Run(work)

    def end(self) -> None:
        """Forget the result, and stop what runs."""
        if self.run is not None and self.run.running:
            self.run.cancel()
        self.run = None
        self.refused = None
        self.whole = None

    def adopt(self, focus: Sql) -> bool:
        """Take over what the URL says; returns whether it is another query, which is then to be run."""
        other = not same_query(focus, self.focus)
        self.focus = focus
        if other:
            self.turn += 1
            self.end()
        return other

    def keep(self, entry: Past) -> None:
        """Into the history, latest first; the same query stands there once."""
        self.kept = self.runs
        others = [known for known in self.past if not same_query(known.focus, entry.focus)]
        self.past = [entry, *others][:_MOST]


def desk() -> Desk:
    """This session's."""
    found: Desk = st.session_state.setdefault("sql_desk", Desk())
    return found


def go_to(focus: Sql) -> None:
    """The page shows this from its next run on, and the URL says it."""
    desk().focus = focus
    st.query_params.from_dict(focus.query())


def same_query(one: Sql, other: Sql) -> bool:
    """Whether both ask the same, however it is drawn."""
    return (one.name, one.q, one.given) == (other.name, other.q, other.given)
