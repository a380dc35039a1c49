"""The trace functions themselves: from `sys.settrace` events to rows.

`enter` is a thread's global trace function; `trace` is bound to an `Activation` for each frame, so that a frame's
`f_trace.__self__` is its activation. `trace` returns None, which CPython takes as "keep the frame's trace function".
Their constants are cells, not attributes, and common cases are written out: this is where a recording spends its time.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FrameType, MethodType
from typing import TYPE_CHECKING, Any, Protocol

from tracewalk.recorder.clock import UNBOUND
from tracewalk.recorder.codes import RETURN
from tracewalk.recorder.differ import Activation, Differ, snapshot
from tracewalk.recorder.lane import Lane

if TYPE_CHECKING:
    from tracewalk.recorder.tracer import Tracer

__all__ = ["Hook", "Owner", "make_enter", "make_trace"]

SMALL = 1 << 29
"""Ints below are of one digit inside CPython: cheap to compare."""

Hook = Callable[[FrameType, str, Any], Any]
Trace = Callable[[Activation, FrameType, str, Any], None]


class Owner(Protocol):
    """What the trace functions ask of the monitor."""

    room: int
    """Characters of long texts that may wait in a lane."""

    def attend(self, lane: Lane) -> None:
        """A lane has come to its `top`."""
        ...

    def failed(self, error: BaseException, *, at_call: bool) -> None:
        """A trace function raises."""
        ...

    def deep(self) -> None:
        """A call came near the recursion limit."""
        ...


def make_trace(tracer: Tracer, lane: Lane, differ: Differ) -> Trace:  # noqa: C901, PLR0915  one function, written out
    """The function that sees the events of recorded frames of one thread."""
    clock, leave, owner = tracer.clock, tracer.leave, tracer.owner
    bind, everything, recheck, settle = differ.bind, differ.everything, differ.recheck, differ.settle
    sites, frames, counts, results = lane.sites, lane.frames, lane.counts, lane.results
    names_, types_, texts_ = lane.names, lane.types, lane.texts
    int_id, str_id, short = differ.int_id, differ.str_id, differ.short

    def trace(act: Activation, frame: FrameType, event: str, arg: Any) -> None:  # noqa: C901, PLR0912
        try:
            last = act.last
            changes = 0
            if last[1] is None:
                changes = everything(act, frame)
            elif last[1]:
                local = frame.f_locals
                previous = act.previous
                for name, number in last[1]:
                    value = local.get(name, UNBOUND)
                    old = previous.get(name, UNBOUND)
                    if value is not old:
                        kind = type(value)
                        small = -SMALL < value < SMALL if kind is int else kind is str and len(value) < short
                        if small and type(old) is kind:
                            previous[name] = value
                            if value != old:
                                text = repr(value)
                                if kind is str and " at 0x" in text:
                                    text = differ.atom(value, str)[0]
                                names_.append(number)
                                types_.append(int_id if kind is int else str_id)
                                texts_.append(text)
                                changes += 1
                        else:
                            changes += bind(act, name, number, value, old)
                            value = old = None
            if last[2] is not None:
                settle(act, last[2])
            if act.held and (act.seen != clock.now or act.volatile):
                changes += recheck(act)
            frames.append(act.frame_id)
            if changes:
                counts.append(changes)
            if event == "line":
                act.last = line = act.lines.get(frame.f_lineno) or act.code.line(frame.f_lineno)
                sites.append(line[0] + 1 if changes else line[0])
                if line[3] is not None and clock.apply(line[3], frame):
                    act.last = act.code.wild(line)
            elif event == "return" and type(arg) is int and -SMALL < arg < SMALL and not act.code.generator:
                results.append(repr(arg))
                sites.append(act.code.site(RETURN, frame.f_lineno) + (changes > 0))
            else:
                leave(act, frame, event, arg, changes)
            if len(sites) > lane.top:
                owner.attend(lane)
        except BaseException as error:
            owner.failed(error, at_call=False)
            raise

    return trace


def make_enter(tracer: Tracer, lane: Lane, differ: Differ, trace: Trace) -> Hook:  # noqa: C901  one function, written out
    """The global trace function of one thread: it sees each call, and the resumption of generators."""
    clock, codes, owner, bind, begin = tracer.clock, tracer.codes, tracer.owner, differ.bind, tracer.begin
    sites, frames, counts = lane.sites, lane.frames, lane.counts
    names_, types_, texts_, int_id = lane.names, lane.types, lane.texts, differ.int_id

    def enter(frame: FrameType, _event: str, _arg: Any) -> Any:
        try:
            found = codes.get(id(frame.f_code))
            code = found[0] if found is not None else tracer.known(frame.f_code)
            if code is None:
                clock.anything()  # Python code that is not recorded may change anything
                return None
            hook = frame.f_trace
            if hook is not None and (act := activation(hook, tracer)):
                if act.lane is not lane:
                    act.lane = lane
                    hook = MethodType(trace, act)
                tracer.resume(act, frame)
            else:
                act = begin(code, frame, lane)
                changes = 0
                local: Any = frame.f_locals if code.fast else snapshot(frame, {})
                ids = code.ids
                for name in local:
                    number = ids[name] if name in ids else code.name_id(name)
                    if number is None:
                        continue
                    value = local[name]
                    if type(value) is int and -SMALL < value < SMALL:
                        act.previous[name] = value
                        names_.append(number)
                        types_.append(int_id)
                        texts_.append(repr(value))
                        changes += 1
                    else:
                        changes += bind(act, name, number, value, UNBOUND)
                frames.append(act.frame_id)
                if changes:
                    counts.append(changes)
                sites.append(code.call_site + (changes > 0))
                hook = MethodType(trace, act)
            if len(sites) > lane.top:
                owner.attend(lane)
            return hook  # noqa: TRY300  an else would cost
        except BaseException as error:
            owner.failed(error, at_call=True)
            raise

    return enter


def activation(hook: object, tracer: Tracer) -> Activation | None:
    """The activation to which a frame's trace function is bound, if this tracer made it."""
    owner = hook.__self__ if type(hook) is MethodType else None
    return owner if type(owner) is Activation and owner.tracer is tracer else None


def caller_of(frame: FrameType, tracer: Tracer) -> Activation | None:
    """The nearest recorded frame below."""
    back = frame.f_back
    while back is not None:
        hook = back.f_trace
        if hook is not None and (act := activation(hook, tracer)):
            return act
        back = back.f_back
    return None
