"""What a prediction says of a call: a value returned, an exception, or neither."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tracewalk.frozen import frozen

if TYPE_CHECKING:
    from tracewalk.model import Prediction

__all__ = ["Said", "outcome_in", "said_by"]

_RAISED = re.compile(r"\(<class '[^']*'>, (.*), (?:<traceback object>|None)\)", re.DOTALL)
"""CWM's text of an exception, with its repr."""

Row = Mapping[str, Any]


@frozen
class Said:
    """What a model says of one call."""

    returned: str | None = None
    raised: str | None = None
    """Repr of the exception."""
    prediction_id: str | None = None
    first_divergent_step: int | None = None
    tokens: int | None = None
    truncated: bool = False
    error: str | None = None
    """Why it says nothing."""
    again: bool = False
    """It failed for no fault of the model's, and may be asked again."""


def said_by(prediction: Prediction, steps: Sequence[Row], *, kept: bool = True) -> Said:
    """What a prediction comes to; `steps` are its rows of `predicted_steps`. `kept`: the lake has it, or will."""
    returned, raised = outcome_in(steps, prediction.mode)
    error = prediction.error
    if returned is None and raised is None and error is None:
        error = _why_nothing(prediction)
    return Said(
        returned,
        raised,
        prediction.prediction_id if kept else None,
        prediction.verdict.first_bad_step if prediction.mode == "full" else None,
        prediction.tokens,
        prediction.stopped_by == "length",
        error,
        prediction.stopped_by in ("failed", "cancelled"),
    )


def _why_nothing(prediction: Prediction) -> str:
    if prediction.stopped_by == "length":
        return "the answer was cut off by its budget of tokens before it says what the call gives"
    return "the answer does not say what the call gives"


def outcome_in(steps: Sequence[Row], mode: str) -> tuple[str | None, str | None]:
    """The value returned and the exception raised, as predicted rows have them; None where they say nothing.

    Of a whole run it is what leaves the outermost frame that is left: the wrapper's, or the entry's where the text ends
    before that.
    """
    told = sorted((row for row in steps if row["position"] is not None), key=lambda row: int(row["position"]))
    if not told:
        return None, None
    if mode == "return":
        last = told[-1]
        if last["value"] is None or last["fault"] is not None:
            return None, None
        return (None, _exception(last["value"])) if last["event"] == "exception" else (last["value"], None)
    return _left(told)


def _left(told: Sequence[Row]) -> tuple[str | None, str | None]:
    """A run begins in the wrapper, which calls the entry: what returns deeper is neither of both."""
    outermost = int(told[0]["depth"] or 0)
    left = [k for k, row in enumerate(told) if row["event"] == "return" and int(row["depth"] or 0) <= outermost + 1]
    if not left:
        return None, None
    at = min(reversed(left), key=lambda k: int(told[k]["depth"] or 0))
    last = told[at]
    before = next((row for row in reversed(told[:at]) if row["frame_id"] == last["frame_id"]), None)
    if last["value"] == "None" and before is not None and before["event"] == "exception":
        return None, _exception(before["value"])
    return last["value"], None


def _exception(text: str | None) -> str | None:
    found = _RAISED.fullmatch(text or "")
    return found[1] if found else text
