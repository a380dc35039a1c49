"""A verdict in words, for people: how far a prediction was right, and what went wrong first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracewalk.words import counted

__all__ = ["pair_sentences", "sentences"]

Row = Mapping[str, Any]

_SILENT = {
    "empty": "Nothing was written.",
    "does_not_fit": "Not asked: the prompt does not fit the model's context.",
    "unsupported": "Not asked: this endpoint cannot do this mode.",
    "cancelled": "Stopped by hand before the first step was whole.",
    "failed": "The endpoint failed before the first step was whole.",
}


def sentences(prediction: Row, first_error: str | None = None) -> list[str]:
    """What a row of `PREDICTIONS` says, in one or two sentences."""
    if not prediction["n_predicted"]:
        return [_SILENT.get(prediction["ended"] or "", "Nothing was written.")]
    if prediction["mode"] == "score":
        return [f"The true text of {counted(prediction['n_true'], 'step')} was scored."]
    return [_head(prediction), *([f"First error: {first_error}."] if first_error else [])]


def pair_sentences(verdict: Row, first_difference: str | None = None) -> list[str]:
    """The same of another trace that stands beside the true one."""
    n, until = verdict["n_true"], verdict["right_until"]
    if verdict["exact"]:
        return [f"The same in all {counted(n, 'step')}."]
    head = f"The same in the first {until:,} of {counted(n, 'step')}." if until else "Different from the first step on."
    return [head, *([f"First difference: {first_difference}."] if first_difference else [])]


def _head(prediction: Row) -> str:
    n, mode = prediction["n_true"], prediction["mode"]
    if mode == "return":
        return "The return value is right." if prediction["return_correct"] else "The return value is wrong."
    if prediction["exact"]:
        return f"Right for all {counted(n, 'step')}." if n != 1 else "Right for the one step."
    if mode == "step":
        return f"Right for {prediction['n_correct']:,} of {counted(n, 'step')} asked one by one."
    until = prediction["right_until"]
    if until == n and prediction["n_extra"]:
        return f"Right for all {counted(n, 'step')}, then {counted(prediction['n_extra'], 'step')} too many."
    return f"Right for the first {until:,} of {counted(n, 'step')}." if until else "Wrong at the first step."
