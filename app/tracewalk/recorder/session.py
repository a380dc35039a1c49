"""Records one run of a program as a stream of Arrow record batches."""

from __future__ import annotations

import linecache
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import CodeType, FrameType
from typing import TYPE_CHECKING

from tracewalk.model import File, Limits, Program, ReprStyle, program_id
from tracewalk.recorder.clock import Clock
from tracewalk.recorder.codes import Code, Sources
from tracewalk.recorder.differ import Differ
from tracewalk.recorder.guard import Guard
from tracewalk.recorder.lane import Lane
from tracewalk.recorder.output import Capture
from tracewalk.recorder.render import renderer
from tracewalk.recorder.sink import Sink
from tracewalk.recorder.sites import Sites
from tracewalk.recorder.stopper import Stop, Stopper
from tracewalk.recorder.tracer import Tracer
from tracewalk.settings import Settings, load

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Ending", "Session"]

CHECK_EVERY = 4096
"""Rows after which the clock is looked at, where no signal tells."""
SHORT = {"cwm": 1_000, "bounded": 100}
MAX_WEIGHT = 32_000_000
"""Characters of long texts that wait in memory at most."""
MAX_NAMED = 1_000
"""Functions and exceptions that are listed of one trace."""


@dataclass(frozen=True)
class Ending:
    """How a run ended. `result` and `error` are reprs in the trace's style."""

    outcome: str
    stop_reason: str | None
    result: str | None
    error: str | None
    value: object
    exception: BaseException | None
    seconds: float


def _linecache(filename: str) -> str | None:
    return "".join(linecache.getlines(filename)) or None


def _nothing(_name: str) -> bool:
    return False


class Session:
    """Records one run. `scope` says by which path a file is shown, or None: not recorded; so is a file without source.

    `hide(name)`: a local never shown; `source`: the text of a file; `echo`: output also goes to the real streams;
    `exact`: no static analysis, everything is looked at on every step. `emit` gets batches of schema `STEPS` with
    dictionary-encoded columns, at most `settings.row_group` rows each.
    After `run`: `n_steps`, `n_frames`, `max_depth`, `n_cut`, `functions`, `exceptions`, `digest`, `files`, `programs`.
    """

    def __init__(  # noqa: PLR0913  the contract with the ways in
        self,
        trace_id: str,
        *,
        scope: Callable[[str], str | None],
        limits: Limits,
        repr_style: ReprStyle,
        emit: Callable[[pa.RecordBatch], None],
        exact: bool = False,
        hide: Callable[[str], bool] = _nothing,
        source: Callable[[str], str | None] = _linecache,
        echo: bool = False,
        settings: Settings | None = None,
    ) -> None:
        self._settings = settings or load()
        self._scope = scope
        self._limits = limits
        self._exact = exact
        self._hide = hide
        self._sources = Sources(source)
        self._sites = Sites()
        self._shown: dict[str, int | None] = {}
        self.files: tuple[File, ...] = ()
        self.programs: tuple[Program, ...] = ()
        self._guard = Guard(repr_ms=self._settings.repr_ms, seconds=limits.seconds, on_alarm=self._alarm)
        self._stopper = Stopper(self._guard)
        self._renderer = renderer(repr_style, self._guard, limits)
        self._clock = Clock(lambda filename: self._file(filename) is not None)
        short = min(SHORT[repr_style], limits.value_chars)
        self._differ = Differ(self._renderer, self._clock, self._sites.types, exact=exact, short=short)
        self._tracer = Tracer(self, self._differ, self._clock, sys.getrecursionlimit())
        budget = limits.value_chars if repr_style == "cwm" else None
        self._budget = budget if budget is not None else MAX_WEIGHT
        self._sink = Sink(
            trace_id,
            self._sites,
            emit,
            row_group=self._settings.row_group,
            max_steps=limits.steps,
            max_chars=budget,
        )
        self._capture = Capture(self._print, echo=echo)
        self._reason: str | None = None
        self._turns: list[tuple[Lane, int]] = []
        self._turn: Lane | None = None
        self._over = False

    # ------------------------------------------------------------------ what is known after the run

    @property
    def n_steps(self) -> int:
        """Steps emitted."""
        return self._sink.n_steps

    @property
    def n_frames(self) -> int:
        """Frames with steps."""
        return self._sink.n_frames

    @property
    def max_depth(self) -> int:
        """Depth of the deepest recorded frame."""
        return self._sink.max_depth

    @property
    def n_cut(self) -> int:
        """Values that are shortened, of changes and of returns."""
        return self._sink.n_cut + self._tracer.n_cut

    @property
    def functions(self) -> tuple[str, ...]:
        """Qualified names of the functions that ran, in order of first call, at most 1,000."""
        return tuple(self._sites.functions.texts[:MAX_NAMED])

    @property
    def exceptions(self) -> tuple[str, ...]:
        """Type names of the exceptions raised in recorded frames, in order of first appearance, at most 1,000."""
        return tuple(self._tracer.exceptions)[:MAX_NAMED]

    @property
    def digest(self) -> str:
        """Of the content of all steps."""
        return self._sink.digest.hexdigest()

    # ------------------------------------------------------------------ the run

    def run(self, call: Callable[[], object]) -> Ending:
        """Runs it traced; never raises for what the program does. Once for each session."""
        value: object = None
        error: BaseException | None = None
        started = time.perf_counter()
        with self._recording():
            try:
                value = self._traced(call)
            except BaseException as caught:  # noqa: BLE001  whatever the program raises is its ending
                error = caught
        seconds = time.perf_counter() - started
        self._flush(last=True)
        return self._ending(value, error, seconds)

    def _traced(self, call: Callable[[], object]) -> object:
        self._stopper.floor = sys._getframe()  # noqa: SLF001  the frame that the program cannot leave
        hook = self._tracer.start()
        self._turn = self._tracer.lanes[0]
        threading.settrace(self._tracer.bootstrap)
        sys.settrace(hook)
        try:
            return call()
        finally:
            self._stopper.finish()
            if sys.gettrace() is not hook and self._reason is None:
                self._reason = "trace removed"
            sys.settrace(None)

    @contextmanager
    def _recording(self) -> Iterator[None]:
        before = sys.gettrace(), sys.getprofile(), threading.gettrace()
        main = threading.current_thread() is threading.main_thread()
        interrupt = signal.getsignal(signal.SIGINT) if main else None
        if interrupt is signal.default_int_handler:
            signal.signal(signal.SIGINT, lambda _signal, frame: self._interrupt(frame))
        try:
            with self._capture:
                self._guard.arm()
                yield
        finally:
            self._guard.disarm()
            self._over = True
            if interrupt is signal.default_int_handler:
                signal.signal(signal.SIGINT, interrupt)
            threading.settrace(before[2])  # type: ignore[arg-type]
            sys.setprofile(before[1])
            sys.settrace(before[0])

    def _ending(self, value: object, error: BaseException | None, seconds: float) -> Ending:
        if isinstance(error, KeyboardInterrupt) and self._reason is None:
            self._reason = "interrupted"
        if self._sink.out_of_chars:
            self._reason = "value chars"
        stopped = isinstance(error, Stop)
        if self._reason is not None:
            outcome = "truncated"
        else:
            outcome = "returned" if error is None else "raised"
        returned = error is None
        if stopped and self._reason == "interrupted":
            error = KeyboardInterrupt()
        return Ending(
            outcome=outcome,
            stop_reason=self._reason,
            result=self._renderer.text(value) if returned else None,
            error=None if error is None or stopped else self._renderer.text(error),
            value=value,
            exception=error,
            seconds=seconds,
        )

    # ------------------------------------------------------------------ asked by the tracer

    def code(self, code: CodeType) -> Code | None:
        """What is known of a code object; None where it is not recorded."""
        file = self._file(code.co_filename)
        if file is None:
            return None
        return Code(code, self._sites, self._sources, file=file, hide=self._hide, exact=self._exact)

    def _file(self, filename: str) -> int | None:
        """The number of a recorded file; None for others, and for those without source."""
        if filename not in self._shown:
            path = self._scope(filename)
            text = None if path is None else self._sources.text(filename)
            if path is None or text is None:
                self._shown[filename] = None
            else:
                number = self._sites.files.of(program_id(text))
                self._shown[filename] = number
                self.files = (*self.files, File(path, program_id(text)))
                if number == len(self.programs):
                    self.programs = (*self.programs, Program(text))
        return self._shown[filename]

    def deep(self) -> None:
        """A call came near the recursion limit."""

    def attend(self, lane: Lane) -> None:
        """A lane has come to its `top`: stop, take turns, emit what is there, set the next `top`."""
        if self._over:
            sys.settrace(None)
            return
        if len(self._tracer.lanes) > 1:
            self._take_turn(lane)
        total = self._sink.n_steps + sum(len(each.sites) for each in self._tracer.lanes)
        if self._reason is None:
            if total > self._limits.steps:
                self._reason = "steps"
            elif self._guard.late:
                self._reason = "seconds"
        waiting = sum(len(each.sites) for each in self._tracer.lanes)
        heavy = sum(each.weight for each in self._tracer.lanes) > self._budget
        if self._reason is None and (waiting > self._settings.row_group or heavy):
            self._flush()
            if self._sink.out_of_chars:
                self._reason = "value chars"
        if self._reason is not None:
            self._stop()
        self._set_top(lane)

    def _set_top(self, lane: Lane) -> None:
        if len(self._tracer.lanes) > 1:
            for each in self._tracer.lanes:
                each.top = -1
        else:
            left = self._limits.steps - self._sink.n_steps
            lane.top = min(len(lane.sites) + CHECK_EVERY, self._settings.row_group, left)

    def _stop(self) -> None:
        for lane in self._tracer.lanes:
            lane.top = -1
        if not self._stopper.active:
            self._stopper.start()
        raise Stop

    # ------------------------------------------------------------------ signals and output

    def _alarm(self, frame: FrameType | None) -> None:
        self._end(frame, "seconds")

    def _interrupt(self, frame: FrameType | None) -> None:
        self._end(frame, "interrupted")

    def _end(self, frame: FrameType | None, reason: str) -> None:
        """From a signal: stop now, or, inside the recorder's own code, at the end of the row."""
        if self._reason is None:
            self._reason = reason
        for lane in self._tracer.lanes:
            lane.top = -1
        if self._over or self._inside(frame):
            return
        self._stopper.active = True
        self._stopper.throw(frame)

    def _inside(self, frame: FrameType | None) -> bool:
        """The recorder is at work above a frame of the program; a way in that called the program is below it."""
        ours = False
        while frame is not None and frame is not self._stopper.floor:
            if frame.f_globals.get("__package__") == __package__:
                ours = True
            elif ours:
                return True
            frame = frame.f_back
        return False

    def _print(self, stream: int, text: str) -> None:
        if self._guard.muted:
            return
        lane = self._tracer.lane() or self._turn
        if lane is not None:
            lane.outputs.append((lane.last(), stream, text))

    # ------------------------------------------------------------------ order and flush

    def _take_turn(self, lane: Lane) -> None:
        if self._turn is not lane and self._turn is not None:
            self._turns.append((self._turn, self._turn.last() + 1))
        self._turn = lane
        self._clock.anything()

    def _flush(self, *, last: bool = False) -> None:
        """Emit what waits, all but the latest row: what its line prints is still to come."""
        turns, self._turns = self._turns, []
        if self._turn is not None:
            turns.append((self._turn, self._turn.last() + 1))
        for lane in self._tracer.lanes if last else ():
            turns.append((lane, lane.last() + 1))
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
        self._sink.take(segments)
        for lane in self._tracer.lanes:
            lane.weight = 0
