"""Tracing generated programs, thirteen times faster than the recorder: a training needs hundreds of them a second.

It knows no threads, generators, classes or shortened values, gives up at the first value that is too large for the
tiny model, and holds no more than what CWM's text shows. A test proves that the text is what `cwm` makes of the
recorder's steps. Python 3.11: later versions run comprehensions without frames of their own, which CWM's text shows.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

from tracewalk.frozen import frozen
from tracewalk.model import CwmStep

__all__ = ["Sizes", "quick_trace"]

_FILENAME = "<generated>"
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")

Tracer = Callable[[FrameType, str, Any], Any]


@frozen
class Sizes:
    """What a program's values may be; one that leaves these bounds is not trained on."""

    steps: int = 64
    text: int = 14
    """Characters of a str."""
    items: int = 7
    number: int = 1000
    """Integers are smaller, up to the sign."""
    chars: int = 60
    """Characters of any value's repr."""


class _TooLargeError(BaseException):
    """Ends a traced program, whatever it catches."""


class _Trace:
    """A trace in the making, as a trace function."""

    def __init__(self, source: str, sizes: Sizes) -> None:
        self.lines = source.splitlines(keepends=True)
        self.sizes = sizes
        self.steps: list[CwmStep] = []
        self.last: tuple[int, dict[str, str]] | None = None
        """The frame of the step before and its locals; None after a return: `..` has nothing to refer to."""

    def __call__(self, frame: FrameType, event: str, arg: Any) -> Tracer | None:
        if frame.f_code.co_filename != _FILENAME:
            return None
        if len(self.steps) >= self.sizes.steps:
            raise _TooLargeError
        step = CwmStep(event, self.lines[frame.f_lineno - 1])
        if event in {"call", "line"}:
            step.shown = self._shown(frame, event)
        elif event == "return":
            step.value, self.last = self._repr(arg), None
        else:
            step.value = _plain_repr(arg)
        self.steps.append(step)
        return self

    def _shown(self, frame: FrameType, event: str) -> dict[str, str]:
        now = {name: self._repr(value) for name, value in frame.f_locals.items()}
        is_same = event == "line" and self.last is not None and self.last[0] == id(frame)
        before = self.last[1] if self.last is not None and is_same else {}
        self.last = (id(frame), now)
        return {name: ".." if before.get(name) == text else text for name, text in now.items()}

    def _repr(self, value: object) -> str:
        if _is_too_large(value, self.sizes):
            raise _TooLargeError
        text = _plain_repr(value)
        if len(text) > self.sizes.chars:
            raise _TooLargeError
        return text


def quick_trace(source: str, sizes: Sizes | None = None) -> list[CwmStep] | None:
    """The steps of a program's `main()`: event, source and what is shown; None where it leaves the bounds.

    It is run in this process: only for programs of our own generator. What it raises is in its steps.
    """
    trace = _Trace(source, sizes or Sizes())
    names: dict[str, Any] = {"__name__": "program"}
    exec(compile(source, _FILENAME, "exec", dont_inherit=True), names)  # noqa: S102 - our own generator wrote it
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        with suppress(Exception):
            names["main"]()
    except _TooLargeError:
        return None
    finally:
        sys.settrace(before)
    return trace.steps


def _is_too_large(value: object, sizes: Sizes) -> bool:
    kind = type(value)
    if kind is int:
        return abs(value) >= sizes.number  # type: ignore[arg-type]
    if kind is str:
        return len(value) > sizes.text  # type: ignore[arg-type]
    return kind is float or (kind in {list, tuple, dict, set} and len(value) > sizes.items)  # type: ignore[arg-type]


def _plain_repr(value: object) -> str:
    """A repr without addresses, and with iterators over text by the name of older interpreters, as in CWM's text."""
    return _ADDRESS.sub("", repr(value)).replace("<str_ascii_iterator object>", "<str_iterator object>")
