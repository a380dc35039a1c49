"""Writes variables into the traced frame while a program runs: what a branch differs by from its parent.

The trace function does it, before it looks at the frame for the step's own row: that row shows the new value, and the
line that is about to run works with it. The name is bound to a new object; other names of the old one keep that.
"""

from __future__ import annotations

import ast
import ctypes
import sys
from collections.abc import Sequence
from types import CodeType, FrameType
from typing import TYPE_CHECKING, Any

from tracewalk.errors import RecordError
from tracewalk.model import Setting
from tracewalk.recorder.clock import OPTIMIZED
from tracewalk.recorder.differ import Activation
from tracewalk.recorder.lane import Lane

if TYPE_CHECKING:
    from tracewalk.recorder.hooks import Hook, Trace
    from tracewalk.recorder.tracer import Tracer

__all__ = ["EDITABLE", "Editor", "names_of"]

EDITABLE = ("call", "line", "exception")
"""Events of a frame that goes on and whose row shows its variables."""


class Editor:
    """Writes the settings, each once, at its step; then costs a comparison an event.

    Raises `RecordError` for a literal that is none.
    """

    def __init__(self, settings: Sequence[Setting]) -> None:
        self._waiting = sorted(settings, key=lambda each: each.step, reverse=True)
        self._values = {each: _value(each) for each in settings}
        self._next = self._waiting[-1].step
        self._fault: str | None = None

    def tracing(self, trace: Trace, lanes: Sequence[Lane]) -> Trace:
        """The trace function of recorded frames, with the edits before it."""

        def edited(act: Activation, frame: FrameType, event: str, arg: Any) -> None:
            if self._next >= 0 and self._next == _at(lanes):
                self._edit(frame, event)
                act.last = act.last._replace(names=None, narrow=None)  # any name may be another now
            trace(act, frame, event, arg)

        return edited

    def entering(self, enter: Hook, tracer: Tracer) -> Hook:
        """The global trace function, with the edits before it."""

        def edited(frame: FrameType, event: str, arg: Any) -> Any:
            if self._next >= 0 and self._next == _at(tracer.lanes) and _recorded(frame.f_code, tracer):
                self._edit(frame, "call" if frame.f_trace is None else "resume")
            return enter(frame, event, arg)

        return edited

    def require_done(self, n_steps: int) -> None:
        """Raises `RecordError` where a setting could not be written, or its step never came."""
        if self._fault is not None:
            raise RecordError(self._fault)
        if self._waiting:
            each = self._waiting[-1]
            raise RecordError(
                f"{each.name} could not be set at step {each.step:,}: run again, the program ended after "
                f"{n_steps:,} steps, before it. It does not run the same way each time, or not as it did elsewhere."
            )

    def _edit(self, frame: FrameType, event: str) -> None:
        step = self._next
        while self._waiting and self._waiting[-1].step == step:
            each = self._waiting.pop()
            fault = _fault(each, frame.f_code, event) or _write(frame, each.name, self._values[each])
            if fault is not None:
                self._fault = self._fault or f"{each.name} cannot be set at step {step:,}: {fault}"
        self._next = self._waiting[-1].step if self._waiting else -1


def names_of(code: CodeType) -> tuple[str, ...]:
    """The variables that a function's frame has."""
    return (*code.co_varnames, *(n for n in code.co_cellvars if n not in code.co_varnames), *code.co_freevars)


def _at(lanes: Sequence[Lane]) -> int:
    """The number of the step that comes next."""
    return sum(lane.done + len(lane.sites) for lane in lanes)


def _recorded(code: CodeType, tracer: Tracer) -> bool:
    found = tracer.codes.get(id(code))
    return (found[0] if found is not None else tracer.known(code)) is not None


def _fault(setting: Setting, code: CodeType, event: str) -> str | None:
    if event not in EDITABLE:
        return f"the step is a {event} now, at which a frame cannot be edited. Take a step at a line."
    if not code.co_flags & OPTIMIZED or setting.name in names_of(code):
        return None
    return f"{code.co_qualname} has no variable of this name. It has: {', '.join(names_of(code)) or 'none'}."


def _write(frame: FrameType, name: str, value: object) -> str | None:
    try:
        frame.f_locals[name] = value
    except Exception as fault:  # the namespace of a class body may be the program's own
        return f"its frame does not take it: {type(fault).__name__}."
    if sys.version_info < (3, 13) and frame.f_code.co_flags & OPTIMIZED:
        # `f_locals` is a copy there, which the next look at it would fill anew.
        ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(frame), ctypes.c_int(0))
    return None


def _value(setting: Setting) -> object:
    try:
        return ast.literal_eval(setting.literal)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        raise RecordError(f"{setting.literal!r} is not a Python literal, as 3, 'text' or [1, 2] are") from None
