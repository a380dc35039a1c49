"""A true trace as CWM's text would write it."""

from __future__ import annotations

from tracewalk.cwm.context import Context
from tracewalk.frozen import frozen
from tracewalk.model import CwmStep

__all__ = ["CwmTrace"]


@frozen
class CwmTrace:
    """What a model is shown of a trace, and what it should say."""

    trace_id: str
    context: Context
    steps: list[CwmStep]
    """All steps, those of the wrapper `main` marked `seed`; one that was recorded has its number in `step`."""
    complaints: tuple[str, ...] = ()
    """In what the text may differ from what CWM would have been trained on."""
    refused: str | None = None
    """Why no prompt can be made of it; None: one can."""
