"""How a trace ended, as its own steps tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tracewalk.model import Step

__all__ = ["Ending", "ending_of"]


class Ending(NamedTuple):
    """As the columns of a trace's row."""

    outcome: str
    stop_reason: str | None = None
    result: str | None = None
    error: str | None = None


def ending_of(steps: Sequence[Step]) -> Ending:
    """How the frame of the first step was left; `truncated` where it was not."""
    first = steps[0].frame_id
    last = next(step for step in reversed(steps) if step.frame_id == first)
    if last.event == "return":
        return Ending("returned", result=last.value)
    if last.event == "unwind":
        raised = (step.value for step in reversed(steps) if step.frame_id == first and step.event == "exception")
        return Ending("raised", error=next(raised, None))
    return Ending("truncated", stop_reason="text ended")
