"""The two repr styles behind one shape."""

from __future__ import annotations

from typing import Protocol

from tracewalk.model import Limits, ReprStyle
from tracewalk.recorder.bounded import Bounded
from tracewalk.recorder.guard import Guard
from tracewalk.recorder.plain import Plain

__all__ = ["Renderer", "renderer"]


class Renderer(Protocol):
    """Turns a value into text; the attributes tell about the latest text."""

    cut: bool
    """It is shortened, or stands in for a repr that failed."""
    size: int
    """The true length, where known and other than the text's; else 0. For a long str or bytes: without escapes."""
    reached: set[int] | None
    """Ids of the objects whose change can change the text; None: not known."""
    volatile: bool
    """The value may change without any sign."""

    def text(self, value: object) -> str:
        """The value as text; whatever the value does."""
        ...

    def another(self) -> Renderer:
        """One of the same kind for another thread: what `text` leaves behind is of one thread's latest value."""
        ...


def renderer(style: ReprStyle, guard: Guard, limits: Limits) -> Renderer:
    """The renderer of a style. In `cwm` the limits are the trace's, not a value's."""
    if style == "cwm":
        return Plain(guard)
    return Bounded(guard, items=limits.items, chars=limits.value_chars)
