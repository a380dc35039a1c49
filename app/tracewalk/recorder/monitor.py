"""Watches a run: its limits, the turns of its threads, the recursion limit, and who else sets a trace function."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from signal import SIGINT, default_int_handler
from types import FrameType
from typing import Any

from tracewalk.model import Limits
from tracewalk.recorder.clock import Clock
from tracewalk.recorder.guard import Guard
from tracewalk.recorder.handlers import get_handler, set_handler
from tracewalk.recorder.lane import Lane
from tracewalk.recorder.outlet import Outlet
from tracewalk.recorder.stopper import Stopper, is_core, is_stop, set_trace, stop
from tracewalk.recorder.tracer import Tracer

__all__ = ["Monitor"]

CHECK_EVERY = 4096
"""Rows after which the clock is looked at, where no signal tells."""
MAX_WEIGHT = 32_000_000
"""Characters of long texts that wait in memory at most."""
NEAR_LIMIT = 200
"""Frames before the recursion limit from which on calls are checked."""
FEW = 64
"""Rows that are shown again and again before they are emitted, where each is to be known at once."""
FEW_CHARS = 100_000
"""Characters of long texts in them."""
HEADROOM = 60
"""Frames that the recorder itself may need: a call that leaves fewer raises RecursionError."""


class Monitor:
    """Decides when to emit rows and when to stop; `reason` says why it stopped, None while it did not."""

    tracer: Tracer

    def __init__(self, limits: Limits, *, budget: int | None, row_group: int, clock: Clock, outlet: Outlet) -> None:
        self._limits = limits
        self._row_group = row_group
        self._clock = clock
        self._outlet = outlet
        self.room = MAX_WEIGHT if budget is None else budget
        self.reason: str | None = None
        self.over = False
        """The program is left: nothing is thrown any more."""
        self._turn: Lane | None = None
        self._turns: list[tuple[Lane, int]] = []
        self._base = 0
        self._flushing = threading.Lock()
        self.lost = False
        """Steps are missing: a trace function failed."""
        self.careful: tuple[int, Callable[[Any], None]] | None = None
        """From that step on each is emitted at once, and who is named is shown the latest, which is not complete."""

    def attach(self, tracer: Tracer, guard: Guard) -> None:
        """Who is watched; the tracer and the guard know the monitor, so they come after it."""
        self.tracer = tracer
        self._guard = guard
        self.stopper = Stopper(guard, self._clock.recorded)

    # ------------------------------------------------------------------ the run

    @contextmanager
    def watching(self, floor: FrameType) -> Iterator[None]:
        """Trace what runs above the floor, in this thread and in those that it starts."""
        self.stopper.floor = floor
        self._base = _depth(floor)
        self._near()
        hook = self.tracer.start()
        self._turn = self.tracer.lanes[0]
        before = sys.gettrace(), threading.gettrace()
        asked = sys.settrace
        sys.settrace = self._asked
        threading.settrace(self.tracer.bootstrap)
        set_trace(hook)
        try:
            yield
        finally:
            lost = sys.gettrace() is not hook
            self.stopper.finish()
            set_trace(before[0])
            sys.settrace = asked
            if sys.getprofile() == self._revive:
                sys.setprofile(None)
            threading.settrace(before[1])
            self.lost = self.lost or lost

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """Ctrl-C ends the recording; where the caller has its own handler, that is left alone."""
        mine = threading.current_thread() is threading.main_thread() and get_handler(SIGINT) is default_int_handler
        if mine:
            set_handler(SIGINT, lambda _signal, frame: self.interrupt(frame))
        try:
            yield
        finally:
            if mine:
                set_handler(SIGINT, default_int_handler)

    def _asked(self, function: Any) -> None:
        """`sys.settrace` as the program sees it: None changes nothing, so that no line is lost."""
        if self.over:
            set_trace(function)
        elif function is not None:
            if self.reason is None and function not in (self.tracer.bootstrap, self.tracer.hook()):
                self.reason = "trace removed"
            set_trace(function)

    # ------------------------------------------------------------------ asked by the trace functions

    def attend(self, lane: Lane) -> None:
        """A lane has come to its `top`: take turns, emit what waits, stop where a limit is reached."""
        if self.over:
            set_trace(None)
            if self.reason is not None:
                raise stop()
            return
        lanes = self.tracer.lanes
        if len(lanes) > 1:
            self._take_turn(lane)
        waiting = sum(len(each.sites) for each in lanes)
        if self.reason is None:
            if self._outlet.n_steps + waiting > self._limits.steps:
                self.reason = "steps"
            elif self._guard.late:
                self.reason = "seconds"
            else:
                self._emit_due(lane, waiting)
        if self.reason is not None:
            self._stop()
        self._set_top(lane)

    def _emit_due(self, lane: Lane, waiting: int) -> None:
        """Emit where as many rows wait as may; with care, show them."""
        lanes = self.tracer.lanes
        careful = self.careful is not None and self._outlet.n_steps + waiting > self.careful[0]
        most = self._row_group if not careful else FEW if len(lanes) == 1 else 0
        heavy = self.room if not careful else min(self.room, FEW_CHARS)
        if waiting > most or sum(each.weight for each in lanes) > heavy:
            self.flush()
        if careful:
            self._show(lane)

    def failed(self, error: BaseException, *, at_call: bool) -> None:
        """A trace function raises, and CPython drops it: that is all right only where somebody puts it back."""
        if not is_stop(error) and not (at_call and sys.getprofile() == self._revive):
            self.lost = True

    def deep(self) -> None:
        """A call came near the recursion limit. Raises RecursionError where the recorder itself would hit it next."""
        self._near()
        if sys.getprofile() is None:
            sys.setprofile(self._revive)
        _dig(HEADROOM)

    def _near(self) -> None:
        self.tracer.deep = max(sys.getrecursionlimit() - self._base - NEAR_LIMIT, NEAR_LIMIT // 2)

    def _revive(self, frame: FrameType, _event: str, _arg: Any) -> None:
        """As profile function near the recursion limit: CPython drops a trace function that raises, so put it back."""
        if sys.gettrace() is None and not self.over and self.reason is None:
            lane = self.tracer.lane()
            if lane is not None:
                lane.mend()
            set_trace(self.tracer.hook())
        depth = self.tracer.depth(frame)
        if depth is not None and depth < self.tracer.deep and not self.stopper.active:
            sys.setprofile(None)

    def _set_top(self, lane: Lane) -> None:
        if len(self.tracer.lanes) > 1 or self.careful is not None:
            for each in self.tracer.lanes:
                each.top = -1
        else:
            left = self._limits.steps - self._outlet.n_steps
            lane.top = min(len(lane.sites) + CHECK_EVERY, self._row_group, left)

    # ------------------------------------------------------------------ stopping

    def alarm(self, frame: FrameType | None) -> None:
        """The deadline has passed; called in the frame that runs."""
        self._end(frame, "seconds")

    def interrupt(self, frame: FrameType | None) -> None:
        """Ctrl-C."""
        self._end(frame, "interrupted")

    def _stop(self) -> None:
        for lane in self.tracer.lanes:
            lane.top = -1
        if not self.stopper.active:
            self.stopper.start()
        raise stop()

    def _end(self, frame: FrameType | None, reason: str) -> None:
        """From a signal: stop now, or, inside the recorder's own code, at the end of the row."""
        if self.over:
            return
        if self.reason is None:
            self.reason = reason
        for lane in self.tracer.lanes:
            lane.top = -1
        self._guard.hurry()
        if not self._inside(frame):
            self.stopper.throw(frame)

    def _inside(self, frame: FrameType | None) -> bool:
        """The recorder's own code runs, or the program is not entered or left already."""
        while frame is not None and frame is not self.stopper.floor:
            if is_core(frame):
                return True
            frame = frame.f_back
            if frame is self.stopper.floor:
                return False
        return True

    # ------------------------------------------------------------------ order and output

    def printed(self, stream: int, text: str) -> None:
        """The program wrote something: it belongs to the thread's latest row."""
        lane = self.tracer.lane() or self._turn
        if lane is not None and not self._guard.muted:
            lane.outputs.append((lane.last(), stream, text))
            if self.careful is not None and self._outlet.n_steps >= self.careful[0]:
                self._show(lane)

    def _take_turn(self, lane: Lane) -> None:
        if self._turn is not lane and self._turn is not None:
            self._turns.append((self._turn, self._turn.last() + 1))
        self._turn = lane
        self._clock.anything()

    def _show(self, lane: Lane) -> None:
        """Show the rows that wait; where there are several threads, the latest, if it is all that this one has left."""
        if self.careful is not None and (len(lane.sites) == 1 or len(self.tracer.lanes) == 1):
            self.careful[1](self._outlet.peek(lane))

    def flush(self, *, last: bool = False) -> None:
        """Emit what waits, all but the latest row: what its line prints is still to come."""
        if self._flushing.acquire(blocking=last):
            try:
                self._flush(last=last)
            finally:
                self._flushing.release()

    def _flush(self, *, last: bool) -> None:
        turns, self._turns = self._turns, []
        if self._turn is not None:
            turns.append((self._turn, self._turn.last() + 1))
        turns += [(lane, lane.last() + 1) for lane in self.tracer.lanes if last]
        reached: dict[int, int] = {}
        segments: list[tuple[Lane, int]] = []
        for lane, end in turns:
            start = reached.get(lane.number, lane.done)
            if end > start:
                segments.append((lane, end - start))
                reached[lane.number] = end
        if segments and not last:
            lane, n = segments[-1]
            segments[-1] = (lane, n - 1)
        self._outlet.take(segments)
        if self._outlet.out_of_chars and self.reason is None:
            self.reason = "value chars"
        for lane in self.tracer.lanes:
            lane.weight = 0


def _dig(frames: int) -> None:
    if frames:
        _dig(frames - 1)


def _depth(frame: FrameType | None) -> int:
    depth = 0
    while frame is not None:
        depth += 1
        frame = frame.f_back
    return depth
