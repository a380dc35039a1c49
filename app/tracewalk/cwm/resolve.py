"""Gives steps read from text what the text leaves out: state behind `..`, frames, functions, line numbers.

Frames are the nesting of calls and returns. A `call` begins a new frame, or resumes a generator or coroutine that was
left before: text does not tell which, so its line and names decide.
"""

from __future__ import annotations

import re
from copy import copy

from tracewalk.cwm.callee import find_callee, name_in
from tracewalk.cwm.context import Context
from tracewalk.cwm.frames import Frame, Suspended
from tracewalk.cwm.index import Index, Located, index_of
from tracewalk.cwm.lines import line_of
from tracewalk.cwm.shown import SAME
from tracewalk.model import CwmStep

__all__ = ["Resolver"]

_SHOWS = frozenset({"call", "line"})
_WAITING = re.compile(r"\b(?:yield|await|async)\b")


class Resolver:
    """Takes the steps of one text in order, and fills in `state`, frame, function and line of each."""

    def __init__(self, context: Context | None) -> None:
        self.index: Index = index_of(context)
        self.next_id = -1 if context is not None and context.wrapped else 0
        self.stack: list[Frame] = []
        self.suspended = Suspended()
        self.base: dict[str, str] | None = None

    def copy(self) -> Resolver:
        """Another one at the same place."""
        twin = copy(self)
        twin.stack = [frame.copy() for frame in self.stack]
        twin.suspended = self.suspended.copy()
        return twin

    def take(self, step: CwmStep) -> None:
        """The next step."""
        event = step.event
        if event == "call":
            frame = self._call(step)
        elif self.stack:
            frame = self.stack[-1]
        else:
            frame = self._push(step, None, name_in(step.source))
        if event in _SHOWS:
            self._observe(step, frame)
        if event != "call":
            self._locate(step, frame)
        step.frame_id = frame.frame_id
        step.caller = frame.caller
        step.depth = frame.depth
        step.program_id = frame.program_id
        step.func = frame.func
        step.line = frame.line
        if event == "return":
            self._leave(step, frame)
        frame.raising = event == "exception"

    def follow(self, step: CwmStep) -> None:
        """Move on past a step whose frame, function and line are known, and leave it as it is."""
        if step.event == "call":
            self._begin(step)
        frame = self.stack[-1] if self.stack else self._push(step, None, step.func)
        frame.line, frame.source = step.line, step.source
        if step.event == "line":
            frame.idle, frame.called = False, ()
        if step.state is not None:
            frame.state = self.base = step.state
        if step.event == "return":
            self._leave(step, frame)
        frame.raising = step.event == "exception"

    def _begin(self, step: CwmStep) -> None:
        caller = self.top
        if caller is not None:
            caller.idle = False
        frame = self.suspended.by_id(step.frame_id)
        if frame is None:
            where = self.index.exact.get((step.program_id, step.func, step.line))
            if caller is not None and where is not None:
                caller.called = (*caller.called[-31:], where)
            first = frozenset(step.state or ())
            frame = Frame(step.frame_id, step.caller, step.depth, where, step.program_id, step.func, first=first)
        else:
            frame.idle = True
        frame.resumer = caller.frame_id if caller is not None else None
        self.next_id = max(self.next_id, step.frame_id + 1)
        self.stack.append(frame)

    @property
    def top(self) -> Frame | None:
        """The frame that runs."""
        return self.stack[-1] if self.stack else None

    @property
    def contiguous(self) -> bool:
        """Whether a `..` could be resolved now: no scope was entered or left since the latest observation."""
        return self.base is not None

    # ------------------------------------------------------------------ frames

    def _call(self, step: CwmStep) -> Frame:
        shown = step.shown or {}
        caller = self.top
        if caller is not None:
            caller.idle = False
        where, step.ambiguous = find_callee(self.index, step.source, shown, caller)
        resumer = caller.frame_id if caller is not None else None
        frame = self.suspended.take(step.source, shown, resumer, new=where is not None)
        if frame is not None:
            step.ambiguous = False
            frame.idle, frame.resumer = True, resumer
            self.stack.append(frame)
            return frame
        if caller is not None and where is not None:
            caller.called = (*caller.called[-31:], where)
        func = where.scope.qualname if where else name_in(step.source)
        return self._push(step, where, func)

    def _push(self, step: CwmStep, where: Located | None, func: str) -> Frame:
        above = self.top
        caller = None if above is None or above.frame_id < 0 else above.frame_id
        depth = above.depth + 1 if above is not None else 1 + min(self.next_id, 0)
        line = where.scope.first if where is not None and where.program_id else 0
        program_id = where.program_id if where is not None else ""
        first = frozenset(step.shown or ())
        frame = Frame(self.next_id, caller, depth, where, program_id, func, line, step.source, first)
        frame.resumer = above.frame_id if above is not None else None
        self.next_id += 1
        self.stack.append(frame)
        return frame

    def _leave(self, step: CwmStep, frame: Frame) -> None:
        self.stack.pop()
        self.base = None
        if frame.where is None or not frame.where.scope.pauses or frame.raising:
            return
        comprehension = frame.where.scope.kind == "comprehension"
        if comprehension or _WAITING.search(step.source):
            frame.over = step.value == "None" and (frame.idle or comprehension)
            self.suspended.add(frame)

    # ------------------------------------------------------------------ state and line

    def _observe(self, step: CwmStep, frame: Frame) -> None:
        base = self.base if step.event == "line" else None
        shown = step.shown
        frame.idle = frame.idle and step.event == "call"
        if shown is None:
            self.base = None
            return
        state = shown
        if SAME in shown.values():
            known = base or {}
            state = {name: known.get(name, SAME) if value == SAME else value for name, value in shown.items()}
            if SAME in state.values():
                dangling = ", ".join(name for name, value in state.items() if value == SAME)
                step.fault = step.fault or f"dangling .. for {dangling[:200]}"
        step.state = frame.state = self.base = state

    def _locate(self, step: CwmStep, frame: Frame) -> None:
        if step.event == "line":
            frame.called = ()
        elif step.source == frame.source:
            return
        frame.source = step.source
        if frame.program_id and frame.where is not None:
            frame.line, step.ambiguous = line_of(frame.where, step.source, frame.line, raising=frame.raising)
