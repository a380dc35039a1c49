"""The termination class of a prediction: how the text ended, seen together with the truth."""

from __future__ import annotations

from collections.abc import Sequence

from tracewalk.diff.begun import may_become
from tracewalk.diff.segments import ENDS
from tracewalk.model import CwmStep

__all__ = ["WIDE_CHARS", "ending"]

WIDE_CHARS = 2_000
"""Characters of one step from which on its values count as huge; a step of CRUXEval has 80 on average."""
MORE_TIMES, MORE_STEPS = 2, 10
"""A runaway has more than so many times the true steps, and so many more."""
_AS_SAID = ("does_not_fit", "unsupported", "cancelled", "failed")


def ending(truth: Sequence[CwmStep], said: int, right_until: int, *, diverged: bool, stopped_by: str, tail: str) -> str:
    """One of `ENDINGS`.

    `truth` are the true steps asked for and `said` the number of steps predicted of them, of which the first
    `right_until` are right by position; `diverged`: a step that was said is wrong or one too many.
    """
    cut = ENDS.split(tail, maxsplit=1)[0]
    if stopped_by in _AS_SAID:
        return stopped_by
    if not said and not cut.strip():
        return "empty"
    by_budget = stopped_by == "length" or (stopped_by == "unknown" and bool(cut.strip()))
    if not diverged:
        return _while_right(truth[right_until:], cut, by_budget=by_budget)
    if said > MORE_TIMES * len(truth) + MORE_STEPS:
        return "runaway"
    return "budget_after_divergence" if by_budget else "finished"


def _while_right(missing: Sequence[CwmStep], cut: str, *, by_budget: bool) -> str:
    """All steps that were said are right, but these true ones are missing; what is cut may be wrong already."""
    if missing and all(step.event == "return" for step in missing):
        return "answer_lost"
    if not missing or not by_budget:
        return "finished"
    if max(len(cut), _chars(missing[0])) >= WIDE_CHARS:
        return "wide_state"
    return "budget_while_right" if may_become(missing[0], cut) else "budget_after_divergence"


def _chars(step: CwmStep) -> int:
    """The length of a true step's values as they would be written."""
    shown = step.shown or {}
    return sum(map(len, shown.values())) + len(step.value or "")
