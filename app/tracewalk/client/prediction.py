"""A prediction: what a model said of a trace, judged."""

from __future__ import annotations

from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

from tracewalk.client.result import Result
from tracewalk.client.table import Whole
from tracewalk.client.trace import Trace
from tracewalk.client.urls import page_url
from tracewalk.client.walk import SHOWN, Line, changed, html_walk, text_walk
from tracewalk.links import Focus
from tracewalk.results import clean
from tracewalk.words import counted

if TYPE_CHECKING:
    from tracewalk.client.door import Door

__all__ = ["Prediction"]


class Prediction:
    """What one model said of one trace; the columns of `predictions` are its attributes, e.g. `prediction.exact`."""

    def __init__(self, door: Door, row: dict[str, Any]) -> None:
        self._door = door
        self._row = row

    def __getattr__(self, name: str) -> Any:
        """A column of `predictions`."""
        if name.startswith("_") or name not in self._row:
            raise AttributeError(f"a prediction has no {name!r}; it has: {', '.join(self.__dict__.get('_row', ()))}")
        return self._row[name]

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._row]

    @cached_property
    def trace(self) -> Trace:
        """The trace that it is about."""
        return Trace(self._door, self._door.trace(self._row["trace_id"]))

    def steps(self, start: int = 0, stop: int | None = None) -> Result:
        """Its judged steps [start, stop) in re-aligned order; `truth` is the true step that each stands at."""
        until = self._row["n_rows"] if stop is None else stop
        return Result(Whole(self._door.predicted_steps(self._row["prediction_id"], start, until)))

    def url(self, step: int | None = None) -> str:
        """A link to it beside the truth. Raises `UsageError` where no server is known."""
        ids = {"trace": self._row["trace_id"], "prediction": self._row["prediction_id"]}
        return page_url(self._door, Focus(**ids, step=step).url())

    def __repr__(self) -> str:
        return "\n".join([self._head(), *text_walk(self._walk), *([self._more()] if self._more() else [])])

    def _repr_html_(self) -> str:
        more = f"<p>{self._more()}</p>" if self._more() else ""
        return f"<p><b>{escape(self._head())}</b></p>{html_walk(self._walk)}{more}"

    @cached_property
    def _walk(self) -> list[Line]:
        return [_line(row) for row in self.steps(0, SHOWN)]

    def _head(self) -> str:
        row = self._row
        if row["exact"]:
            verdict = f"right in all {counted(row['n_true'], 'step')}"
        else:
            at = "" if row["first_bad_step"] is None else f", first wrong at step {row['first_bad_step']}"
            wrong = "" if row["first_bad_verdict"] is None else f" ({clean(row['first_bad_verdict'])})"
            verdict = f"{row['n_correct'] or 0:,} of {counted(row['n_true'], 'step')} right{at}{wrong}"
        who = f"{clean(row['model'])}, mode {clean(row['mode'])}"
        return f"{who}: {verdict}, {row['ended']}; prediction {row['prediction_id']} of trace {row['trace_id']}"

    def _more(self) -> str:
        left = self._row["n_rows"] - SHOWN
        return f"and {counted(left, 'more row')}: .steps()" if left > 0 else ""


def _line(row: dict[str, Any]) -> Line:
    at = "" if row["truth"] is None else str(row["truth"])
    said = changed(row) if row["event"] is not None else ""
    wrong = "" if row["verdict"] == "correct" else f"{row['verdict']}{_named(row)}"
    what = "; ".join(part for part in (wrong, said) if part)
    return Line(
        at,
        row["event"] or row["true_event"] or "",
        (row["source"] or "").rstrip("\n"),
        what,
        row["verdict"] == "correct",
    )


def _named(row: dict[str, Any]) -> str:
    names = ", ".join(one["name"] for one in row["differs"] or ())
    return f" ({names})" if names else ""
