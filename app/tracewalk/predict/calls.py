"""Which step a call returns at."""

from __future__ import annotations

from collections.abc import Sequence

from tracewalk.model import CwmStep

__all__ = ["first_call", "return_of"]


def first_call(steps: Sequence[CwmStep], start: int = 0) -> int | None:
    """Index of the first call from `start` on that is not the wrapper's."""
    return next((i for i in range(start, len(steps)) if steps[i].event == "call" and not steps[i].seed), None)


def return_of(steps: Sequence[CwmStep], call: int) -> int | None:
    """Index of the step at which a call returns; None where it is left by an exception, or not within these steps."""
    mine = [i for i in range(call + 1, len(steps)) if steps[i].frame_id == steps[call].frame_id]
    for before, at in zip([call, *mine], mine, strict=False):
        if steps[at].event == "return":
            # What leaves a frame by an exception is written as a return of None right after it.
            return None if steps[before].event == "exception" else at
    return None
