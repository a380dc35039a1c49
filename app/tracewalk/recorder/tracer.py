"""Gives each thread a lane and trace functions of its own, and writes the rows that are not of the common kind."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable
from inspect import CO_ASYNC_GENERATOR
from itertools import count
from types import CodeType, FrameType
from typing import Any

from tracewalk.recorder.clock import Clock
from tracewalk.recorder.codes import EXCEPTION, RESUME, RETURN, RETURNS, UNWIND, YIELD, YIELDS, Code, Line
from tracewalk.recorder.differ import START, Activation, Differ
from tracewalk.recorder.editing import Editor
from tracewalk.recorder.hooks import Hook, Owner, activation, caller_of, make_enter, make_trace
from tracewalk.recorder.kinds import qualname
from tracewalk.recorder.lane import Lane
from tracewalk.recorder.stopper import set_trace

__all__ = ["Tracer"]

_WRAPPER = "async_generator_wrapped_value"


class Tracer:
    """What the trace functions of all threads share."""

    def __init__(
        self,
        owner: Owner,
        record: Callable[[CodeType], Code | None],
        differ: Differ,
        clock: Clock,
        editor: Editor | None = None,
    ) -> None:
        self.owner = owner
        self._differs = [differ]
        """Of each lane its own, as what they find out of one value is of several parts."""
        self.clock = clock
        self.deep = sys.getrecursionlimit()
        """Depth of recorded frames from which on `owner.deep` is told of each call."""
        self._record = record
        self._editor = editor
        self.codes: dict[int, tuple[Code | None, CodeType]] = {}
        self.frame_ids = count()
        self.exceptions: dict[str, None] = {}
        self.lanes: list[Lane] = []
        self.n_cut = 0
        """Values of return and yield rows that are cut; those of changes are counted by the sink."""
        self._by_thread: dict[int, tuple[Lane, Hook]] = {}
        self._numbering = threading.Lock()

    # ------------------------------------------------------------------ threads

    def start(self) -> Hook:
        """A lane and a global trace function for the current thread."""
        with self._numbering:
            lane = Lane(len(self.lanes), self.owner.room)
            self.lanes.append(lane)
            if lane.number:
                self._differs.append(self._differs[0].another())
            differ = self._differs[lane.number]
            for each in self.lanes:
                each.top = -1  # from the second thread on they take turns
        trace = make_trace(self, lane, differ)
        if self._editor is not None:
            trace = self._editor.tracing(trace, self.lanes)
        enter = make_enter(self, lane, differ, trace)
        if self._editor is not None:
            enter = self._editor.entering(enter, self)
        self._by_thread[threading.get_ident()] = (lane, enter)
        return enter

    def bootstrap(self, frame: FrameType, event: str, arg: Any) -> Any:
        """The trace function with which another thread begins."""
        enter = self.start()
        set_trace(enter)
        return enter(frame, event, arg)

    def lane(self) -> Lane | None:
        """The lane of the current thread."""
        found = self._by_thread.get(threading.get_ident())
        return found[0] if found else None

    def hook(self) -> Hook:
        """The trace function that the current thread should have."""
        found = self._by_thread.get(threading.get_ident())
        return found[1] if found else self.bootstrap

    def depth(self, frame: FrameType) -> int | None:
        """The depth of a recorded frame, None for others."""
        act = activation(frame.f_trace, self)
        return act.depth if act else None

    # ------------------------------------------------------------------ rows

    def known(self, code: CodeType) -> Code | None:
        """The record of a code object, made at its first call; None: not recorded."""
        found = self._record(code)
        self.codes[id(code)] = (found, code)
        return found

    def begin(self, code: Code, frame: FrameType, lane: Lane) -> Activation:
        """A frame is called. Raises RecursionError where too little of the stack is left."""
        act = Activation()
        act.tracer = self
        act.code = code
        act.lines = code.lines
        act.lane = lane
        act.last = START
        act.seen = self.clock.now
        act.thrown = None
        act.volatile = False
        act.held = {}
        act.previous = {}
        caller = caller_of(frame, self)
        act.depth = depth = caller.depth + 1 if caller else 1
        if depth > self.deep:
            self.owner.deep()
        act.frame_id = frame_id = next(self.frame_ids)
        lane.made.append(frame_id)
        lane.callers.append(caller.frame_id if caller else -1)
        lane.depths.append(depth)
        return act

    def resume(self, act: Activation, frame: FrameType) -> None:
        """A generator or coroutine goes on."""
        act.thrown = None
        act.lane.frames.append(act.frame_id)
        act.lane.sites.append(act.code.site(RESUME, frame.f_lineno))

    def leave(self, act: Activation, frame: FrameType, event: str, arg: Any, changes: int) -> None:
        """A return, yield, exception or unwinding: the rest of its row, once its changes are written."""
        lane = act.lane
        code = act.code
        result: str | None = None
        kind = EXCEPTION if event == "exception" else self._exit(act, frame, arg)
        if kind == EXCEPTION:
            act.last = line = Line(*act.last)  # the next line event replaces it
            act.thrown = (line, frame.f_lasti)
            result = self._differs[lane.number].renderer.text(arg[1])
            self.exceptions.setdefault(qualname(type(arg[1])))
        elif kind != UNWIND:
            if kind == YIELD and code.code.co_flags & CO_ASYNC_GENERATOR:
                arg = _unwrapped(arg)
            result, cut = self._differs[lane.number].atom(arg, type(arg))
            self.n_cut += cut
        if result is not None:
            lane.results.append(result)
            lane.weight += len(result)
            if lane.weight > lane.room:
                lane.top = -1
        site = code.site(kind, frame.f_lineno)
        if kind in {RETURN, UNWIND}:
            act.previous = {}
            act.held = {}
        lane.sites.append(site + 1 if changes else site)

    def _exit(self, act: Activation, frame: FrameType, arg: Any) -> int:
        """`sys.settrace` calls all of these "return": the instruction tells which it is.

        A generator that is closed, or thrown into, and does not catch that is left at its `yield` too.
        """
        code = act.code
        if arg is not None and not code.generator:
            return RETURN
        op = code.bytes[frame.f_lasti]
        if op in RETURNS:
            return RETURN
        if act.thrown is not None and act.thrown[0] is act.last and act.thrown[1] == frame.f_lasti:
            return UNWIND
        return YIELD if code.generator and op in YIELDS else UNWIND


def _unwrapped(value: Any) -> Any:
    """What an asynchronous generator yields: the interpreter hands it over in a wrapper that Python cannot open."""
    return gc.get_referents(value)[0] if qualname(type(value)) == _WRAPPER else value
