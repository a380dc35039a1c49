"""A trace: its facts, sources, steps, state and link."""

from __future__ import annotations

from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

from tracewalk.client.result import Result
from tracewalk.client.state import State
from tracewalk.client.table import Whole
from tracewalk.client.urls import page_url
from tracewalk.client.walk import SHOWN, Line, changed, html_walk, source_html, text_walk
from tracewalk.links import Focus
from tracewalk.results import clean, cut
from tracewalk.words import counted

if TYPE_CHECKING:
    from tracewalk.client.door import Door, Found

__all__ = ["Trace"]


class Trace:
    """One run of one entry on one input; the columns of `traces` are its attributes, e.g. `trace.n_steps`."""

    def __init__(self, door: Door, found: Found) -> None:
        self._door = door
        self._about = found.trace
        self.items = found.items
        """Its places in datasets."""
        self.sources = found.sources
        """Text by the path of each file."""

    def __getattr__(self, name: str) -> Any:
        """A column of `traces`."""
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._about, name)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._about.row()]

    def steps(self, start: int = 0, stop: int | None = None) -> Result:
        """Its steps [start, stop): one row each, with the locals that changed."""
        until = self._about.n_steps if stop is None else stop
        return Result(Whole(self._door.steps(self._about.trace_id, start, until)))

    def state(self, step: int) -> State:
        """The frames on the stack at a step, with their variables. Raises `NotFound` for a step that it has not."""
        return State(step, self._door.state(self._about.trace_id, step))

    def url(self, step: int | None = None, frame: int | None = None, var: str | None = None) -> str:
        """A link to a moment of it. Raises `UsageError` where no server is known."""
        return page_url(self._door, Focus(trace=self._about.trace_id, step=step, frame=frame, var=var).url())

    def __repr__(self) -> str:
        more = self._more()
        return "\n".join([self._head(), *text_walk(self._walk), *([more] if more else [])])

    def _repr_html_(self) -> str:
        more = f"<p>{self._more()}</p>" if self._more() else ""
        head = f"<p><b>{escape(self._head())}</b></p>"
        return f"{head}{source_html(self.sources)}{html_walk(self._walk)}{more}"

    @cached_property
    def _walk(self) -> list[Line]:
        texts = {file.program_id: self.sources.get(file.path, "").split("\n") for file in self._about.files}
        rows = self.steps(0, SHOWN)
        return [
            Line(str(row["step"]), row["event"], _line(texts.get(row["program_id"], []), row["line"]), changed(row))
            for row in rows
        ]

    def _head(self) -> str:
        about = self._about
        ended = about.result if about.outcome == "returned" else about.error or about.stop_reason
        end = f" {cut(clean(ended), 80)}" if ended else ""
        return f"{clean(about.name)}: {about.outcome}{end}, {counted(about.n_steps, 'step')}, trace {about.trace_id}"

    def _more(self) -> str:
        left = self._about.n_steps - SHOWN
        return f"and {counted(left, 'more step')}: .steps(), .state(step)" if left > 0 else ""


def _line(lines: list[str], number: int) -> str:
    return lines[number - 1] if 0 < number <= len(lines) else ""
