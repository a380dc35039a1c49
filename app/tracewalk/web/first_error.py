"""The first error of a prediction, for people: the first row, re-aligned, that is not right, and what is wrong there.

The verdict's own `first_bad_...` count position by position, as the papers do: there one step too many makes every
later step another one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tracewalk.diff import explain, kind_of
from tracewalk.frozen import frozen
from tracewalk.model import CwmStep
from tracewalk.words import counted

__all__ = ["FirstError", "Row", "first_wrong", "named", "wrapper_step"]

Row = Mapping[str, Any]

_SHOWN = 60
_WRONG = ("wrong", "missing", "extra")


@frozen
class FirstError:
    """Where the first error stands, and what it is."""

    step: int
    """The true step at which it shows; of a step too many, the one before it."""
    what: str
    """`state, variable out (list): one element too many at [2]: 7`."""
    line: int = 0
    iteration: int = 0
    """How often the line has run in its frame before."""

    def __str__(self) -> str:
        again = f"iteration {self.iteration + 1:,} of " if self.iteration else ""
        return self.what + (f"; {again}line {self.line:,}" if self.line else "")


def first_wrong(rows: pa.Table) -> tuple[int, int, int] | None:
    """Of rows of `PREDICTED_STEPS`: number of the first that is not right, its true step, how many such it begins.

    The true step of an extra row is the one before it.
    """
    verdicts = rows["verdict"].to_numpy(zero_copy_only=False)
    wrong = np.flatnonzero(verdicts != "correct")
    if not len(wrong):
        return None
    at = int(wrong[0])
    end = np.flatnonzero(verdicts[at:] != verdicts[at])
    last = at + int(end[0]) if len(end) else len(verdicts)
    truth = pc.fill_null(rows["truth"].slice(0, at + 1), -1).to_numpy()
    seeds = int(rows["seed"].slice(at + 1, last - at - 1).to_numpy().sum())
    return at, max(int(truth.max()), 0), last - at - seeds


def wrapper_step(truth: Sequence[CwmStep], rows: pa.Table, at: int) -> CwmStep | None:
    """The step of an unrecorded wrapper that a row meets; None for an extra row. Prompts hold the first such step."""
    unrecorded = pc.and_(rows["seed"], pc.is_null(rows["truth"]))
    if not unrecorded[at].as_py():
        return None
    steps = [step for step in truth if step.seed and step.step is None]
    later = int(unrecorded.slice(at).to_numpy().sum())
    return steps[-later] if later <= len(steps) else None


def named(row: Row, step: int, many: int, true: CwmStep | None, first_type: str | None = None) -> FirstError:
    """`row` is what is said of the true step, `many` how many of its kind there are in a row."""
    what = _what(row, many, true, first_type)
    if true is None or row["verdict"] == "extra":
        return FirstError(step, what, row["line"] or 0)
    return FirstError(step, what, 0 if true.seed else true.line, row["iteration"] or 0)


def _what(row: Row, many: int, true: CwmStep | None, first_type: str | None) -> str:
    kind: str = row["verdict"]
    if kind in _ALONE:
        return _ALONE[kind](row, many)
    if true is None:
        return f"the wrapper's own step, {_line(row['source'])}"
    what = _state(row, true, first_type) if kind == "state" else _BESIDE[kind](row, true)
    return f"the wrapper's own step: {what}" if true.step is None and true.seed else what


def _missing(_row: Row, many: int) -> str:
    return "the step is missing" if many == 1 else f"{counted(many, 'step')} are missing"


def _extra(row: Row, many: int) -> str:
    return f"{counted(many, 'step')} too many, {_line(row['source'])}"


def _malformed(row: Row, _many: int) -> str:
    return f"malformed text: {row['fault']}" if row["fault"] else "malformed text"


def _action(row: Row, true: CwmStep) -> str:
    return f"action, {_line(row['source'])} in place of {_line(true.source)}"


def _event(row: Row, true: CwmStep) -> str:
    return f"event, {row['event'] or 'none'} in place of {true.event}"


def _value(row: Row, true: CwmStep) -> str:
    if true.value is None or row["value"] is None:
        return f"{true.event} value"
    return f"{true.event} value: {explain(true.value, row['value']).sentence}"


def _state(row: Row, true: CwmStep, first_type: str | None) -> str:
    found = next((d for d in row["differs"] or [] if d["verdict"] in _WRONG), None)
    if found is None:
        return "state"
    truth, said = (true.state or {}).get(found["name"]), found["value"]
    how = "it is not said"
    if said is not None:
        how = "there is no such name" if truth is None else explain(truth, said).sentence
    return f"state, variable {_short(found['name'])} ({first_type or kind_of(truth or said or '')}): {how}"


_ALONE: Mapping[str, Callable[[Row, int], str]] = {"missing": _missing, "extra": _extra, "malformed": _malformed}
_BESIDE: Mapping[str, Callable[[Row, CwmStep], str]] = {"action": _action, "event": _event, "value": _value}


def _line(source: str | None) -> str:
    return f"`{_short((source or '').strip())}`"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."
