"""The trace functions themselves: from `sys.settrace` events to rows.

Each thread has a lane and a pair of functions made for it: `enter` is the thread's global trace function, `trace` is
bound to an `Activation` for each frame (a frame's `f_trace.__self__` is its activation). `trace` returns None, which
CPython takes as "keep the frame's trace function".
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from itertools import count
from types import CodeType, FrameType, MethodType
from typing import Any, Protocol

from tracewalk.recorder.clock import UNBOUND, Clock
from tracewalk.recorder.codes import (
    CALL,
    EXCEPTION,
    RESUME,
    RETURN,
    RETURNS,
    UNWIND,
    YIELD,
    YIELDS,
    Code,
)
from tracewalk.recorder.differ import LIVE_LOCALS, START, Activation, Differ, snapshot
from tracewalk.recorder.kinds import qualname
from tracewalk.recorder.lane import Lane

__all__ = ["Owner", "Tracer"]

SMALL = 1 << 29
"""Ints below are of one digit inside CPython: cheap to compare."""

Hook = Callable[[FrameType, str, Any], Any]


class Owner(Protocol):
    """What the tracer asks of the session."""

    def code(self, code: CodeType) -> Code | None:
        """What is known of a code object; None where it is not recorded."""
        ...

    def attend(self, lane: Lane) -> None:
        """A lane has come to its `top`."""
        ...

    def deep(self, act: Activation) -> None:
        """A call came near the recursion limit."""
        ...


class Tracer:
    """Makes the trace functions of each thread."""

    def __init__(self, owner: Owner, differ: Differ, clock: Clock, recursion: int) -> None:
        self.owner = owner
        self.differ = differ
        self.clock = clock
        self.deep = recursion
        """Depth of recorded frames from which `owner.deep` is asked."""
        self.codes: dict[int, tuple[Code | None, CodeType]] = {}
        self.frame_ids = count()
        self.exceptions: dict[str, None] = {}
        self._lanes: dict[int, tuple[Lane, Hook]] = {}
        self.lanes: list[Lane] = []
        self._numbering = threading.Lock()
        self.n_cut = 0
        """Values of return and yield rows that are cut; those of changes are counted by the sink."""

    # ------------------------------------------------------------------ threads

    @property
    def n_frames(self) -> int:
        """Frames called so far."""
        return int(repr(self.frame_ids)[6:-1])

    def start(self) -> Hook:
        """A lane and a global trace function for the current thread."""
        with self._numbering:
            lane = Lane(len(self.lanes))
            self.lanes.append(lane)
        enter = self.functions(lane)
        self._lanes[threading.get_ident()] = (lane, enter)
        return enter

    def bootstrap(self, frame: FrameType, event: str, arg: Any) -> Any:
        """The trace function with which a thread begins: gives it a lane and functions of its own."""
        enter = self.start()
        sys.settrace(enter)
        return enter(frame, event, arg)

    def lane(self) -> Lane | None:
        """The lane of the current thread."""
        found = self._lanes.get(threading.get_ident())
        return found[0] if found else None

    def hook(self) -> Hook:
        """The trace function that the current thread should have."""
        found = self._lanes.get(threading.get_ident())
        return found[1] if found else self.bootstrap

    # ------------------------------------------------------------------ rows other than lines

    def known(self, code: CodeType) -> Code | None:
        """The record of a code object, made at its first call."""
        found = self.owner.code(code)
        self.codes[id(code)] = (found, code)
        return found

    def resume(self, act: Activation, frame: FrameType) -> None:
        """A generator or coroutine goes on."""
        lane = act.lane
        lane.frames.append(act.frame_id)
        lane.sites.append(act.code.site(RESUME, frame.f_lineno))

    def leave(self, act: Activation, frame: FrameType, event: str, arg: Any) -> None:
        """A return, yield, exception or unwinding, after the frame's changes have been looked at."""
        lane = act.lane
        changes = self._changes(act, frame)
        code = act.code
        ended = False
        if event == "exception":
            kind, result = EXCEPTION, self.differ.renderer.text(arg[1])
            self.exceptions.setdefault(qualname(type(arg[1])))
        else:
            kind, result = self._exit(code, frame, arg)
            ended = kind != YIELD
        if result is not None:
            lane.results.append(result)
            lane.weight += len(result)
        lane.frames.append(act.frame_id)
        site = code.site(kind, frame.f_lineno)
        if changes:
            lane.counts.append(changes)
            site += 1
        if ended:
            act.previous = act.held = {}
        lane.sites.append(site)

    def _exit(self, code: Code, frame: FrameType, arg: Any) -> tuple[int, str | None]:
        if arg is None or code.generator:
            op = code.bytes[frame.f_lasti]
            if op not in RETURNS:
                if op in YIELDS and code.generator:
                    return YIELD, self._result(arg)
                return UNWIND, None
        return RETURN, self._result(arg)

    def _result(self, value: Any) -> str:
        text, cut = self.differ.atom(value, type(value))
        self.n_cut += cut
        return text

    def _changes(self, act: Activation, frame: FrameType) -> int:
        last = act.last
        differ = self.differ
        if last.names is None:
            changes = differ.everything(act, frame)
        else:
            changes = differ.named(act, frame.f_locals, last.names) if last.names else 0
        if last.after is not None:
            differ.settle(act, last.after)
        if act.held and (act.seen != self.clock.now or act.volatile):
            changes += differ.recheck(act)
        return changes

    # ------------------------------------------------------------------ the functions of one thread

    def functions(self, lane: Lane) -> Hook:
        """The global trace function of a thread; its constants are cells, not attributes, for speed."""
        clock = self.clock
        differ = self.differ
        owner = self.owner
        bind, everything, recheck, settle = differ.bind, differ.everything, differ.recheck, differ.settle
        attend, leave = owner.attend, self.leave
        sites, frames, counts = lane.sites, lane.frames, lane.counts
        names_, types_, texts_ = lane.names, lane.types, lane.texts
        int_id = differ.int_id

        def trace(act: Activation, frame: FrameType, event: str, arg: Any) -> None:
            if event != "line":
                leave(act, frame, event, arg)
                if len(sites) > lane.top:
                    attend(lane)
                return
            last = act.last
            names = last[1]
            changes = 0
            if names is None:
                changes = everything(act, frame)
            elif names:
                local = act.live or frame.f_locals
                previous = act.previous
                for name, number in names:
                    value = local.get(name, UNBOUND)
                    old = previous.get(name, UNBOUND)
                    if value is not old:
                        if type(value) is int and type(old) is int and -SMALL < value < SMALL:
                            previous[name] = value
                            if value != old:
                                names_.append(number)
                                types_.append(int_id)
                                texts_.append(repr(value))
                                changes += 1
                        else:
                            changes += bind(act, name, number, value, old)
            if last[2] is not None:
                settle(act, last[2])
            if act.held and (act.seen != clock.now or act.volatile):
                changes += recheck(act)
            number = frame.f_lineno
            line = act.lines.get(number) or act.code.line(number)
            frames.append(act.frame_id)
            if changes:
                counts.append(changes)
                sites.append(line[0] + 1)
            else:
                sites.append(line[0])
            act.last = line
            effect = line[3]
            if effect is not None and clock.apply(effect, frame, act.live or frame.f_locals):
                act.last = act.code.wild(line)
            if len(sites) > lane.top:
                attend(lane)

        return self._enter(lane, trace)

    def _enter(self, lane: Lane, trace: Callable[[Activation, FrameType, str, Any], None]) -> Hook:
        clock = self.clock
        codes = self.codes
        owner = self.owner
        bind = self.differ.bind
        frame_ids = self.frame_ids
        sites, frames, counts = lane.sites, lane.frames, lane.counts
        made, callers, depths = lane.made, lane.callers, lane.depths
        tracer = self

        def enter(frame: FrameType, event: str, arg: Any) -> Any:
            found = codes.get(id(frame.f_code))
            code = found[0] if found is not None else tracer.known(frame.f_code)
            if code is None:
                clock.anything()  # Python code that is not recorded may change anything
                return None
            hook = frame.f_trace
            if hook is not None:
                act = _activation(hook, tracer)
                if act is not None:
                    if act.lane is not lane:
                        act.lane = lane
                        hook = MethodType(trace, act)
                    tracer.resume(act, frame)
                    return hook
            act = Activation()
            act.tracer = tracer
            act.code = code
            act.lines = code.lines
            act.lane = lane
            act.last = START
            act.seen = clock.now
            act.volatile = False
            act.held = {}
            act.previous = {}
            local = frame.f_locals
            act.live = local if LIVE_LOCALS and code.fast else None
            caller = _caller(frame, tracer)
            act.depth = depth = caller.depth + 1 if caller else 1
            if depth > tracer.deep:
                owner.deep(act)
            changes = 0
            for name, value in local.items() if code.fast else snapshot(local).items():
                number = code.name_id(name)
                if number is not None:
                    changes += bind(act, name, number, value, UNBOUND)
            act.frame_id = frame_id = next(frame_ids)
            made.append(frame_id)
            callers.append(caller.frame_id if caller else -1)
            depths.append(depth)
            frames.append(frame_id)
            site = code.site(CALL, code.code.co_firstlineno)
            if changes:
                counts.append(changes)
                site += 1
            sites.append(site)
            if len(sites) > lane.top:
                owner.attend(lane)
            return MethodType(trace, act)

        return enter


def _activation(hook: object, tracer: Tracer) -> Activation | None:
    owner = getattr(hook, "__self__", None)
    return owner if type(owner) is Activation and owner.tracer is tracer else None


def _caller(frame: FrameType, tracer: Tracer) -> Activation | None:
    back = frame.f_back
    while back is not None:
        hook = back.f_trace
        if hook is not None:
            act = _activation(hook, tracer)
            if act is not None:
                return act
        back = back.f_back
    return None
