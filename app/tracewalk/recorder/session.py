"""Records one run of a program: its steps leave through an outlet, a row group at a time.

Limit: an object that a line deletes or rebinds is released at the same frame's next step, not within the line: until
then the recorder has to compare with it, and before Python 3.13 `frame.f_locals`, once read, is a snapshot that holds
it too (and whose entries cannot be dropped: they are written back). `sys.getrefcount` counts both. Its `__del__`,
weak references' callbacks, or the `finally` of a generator closed so, run then, inside the trace function: what they
change and print is recorded, their own lines are not.
"""

from __future__ import annotations

import linecache
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import CodeType
from typing import TYPE_CHECKING, Any

from tracewalk.model import File, Limits, Program, ReprStyle, Setting, program_id
from tracewalk.recorder.clock import Clock
from tracewalk.recorder.codes import Code, Sources
from tracewalk.recorder.differ import Differ
from tracewalk.recorder.editing import Editor
from tracewalk.recorder.guard import Guard
from tracewalk.recorder.monitor import Monitor
from tracewalk.recorder.output import Capture
from tracewalk.recorder.render import renderer
from tracewalk.recorder.sites import Sites
from tracewalk.recorder.stopper import is_stop
from tracewalk.recorder.tracer import Tracer
from tracewalk.settings import Settings, load

if TYPE_CHECKING:
    from tracewalk.recorder.outlet import MakeOutlet

__all__ = ["MAX_NAMED", "Ending", "Session"]

SHORT = {"cwm": 1_000, "bounded": 100}
"""Strings up to this length need no renderer."""
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


class _Files:
    """The recorded files, each with its number, in order of first call."""

    def __init__(self, scope: Callable[[str], str | None], sources: Sources, sites: Sites) -> None:
        self._scope = scope
        self._sources = sources
        self._sites = sites
        self._numbers: dict[str, int | None] = {}
        self.files: list[File] = []
        self.programs: dict[str, Program] = {}

    def number(self, filename: str) -> int | None:
        """The number of a recorded file; None for others, and for those without source."""
        if filename not in self._numbers:
            path = self._scope(filename)
            text = None if path is None else self._sources.text(filename)
            self._numbers[filename] = None if path is None or text is None else self._add(path, text)
        return self._numbers[filename]

    def _add(self, path: str, text: str) -> int:
        file = File(path, program_id(text))
        if file not in self.files:
            self.files.append(file)
        self.programs.setdefault(file.program_id, Program(text))
        return self._sites.files.of(file.program_id)


class Session:
    """Records one run. `scope` says by which path a file is shown, or None: not recorded; so is a file without source.

    `hide(name)`: a local never shown; `source`: the text of a file; `echo`: output also goes to the real streams;
    `exact`: no static analysis, everything is looked at on every step. `outlet` makes what the steps leave through, at
    most `settings.row_group` at once. `edits`: variables that are written while it runs; see `editing`.
    After `run`: `n_steps`, `n_frames`, `max_depth`, `n_cut`, `functions`, `exceptions`, `digest`, `files`, `programs`.
    """

    def __init__(
        self,
        trace_id: str,
        *,
        scope: Callable[[str], str | None],
        limits: Limits,
        repr_style: ReprStyle,
        outlet: MakeOutlet,
        exact: bool = False,
        hide: Callable[[str], bool] = _nothing,
        source: Callable[[str], str | None] = _linecache,
        echo: bool = False,
        settings: Settings | None = None,
        edits: Sequence[Setting] = (),
    ) -> None:
        settings = settings or load()
        self._hide = hide
        self._exact = exact
        self._sources = Sources(source)
        self._sites = Sites()
        self._files = _Files(scope, self._sources, self._sites)
        budget = limits.value_chars if repr_style == "cwm" else None
        clock = Clock(lambda filename: self._files.number(filename) is not None)
        self._outlet = outlet(
            trace_id, self._sites, row_group=settings.row_group, max_steps=limits.steps, max_chars=budget
        )
        self._monitor = Monitor(limits, budget=budget, row_group=settings.row_group, clock=clock, outlet=self._outlet)
        self._guard = Guard(repr_ms=settings.repr_ms, seconds=limits.seconds, on_alarm=self._monitor.alarm)
        self._renderer = renderer(repr_style, self._guard, limits)
        short = min(SHORT[repr_style], limits.value_chars)
        differ = Differ(self._renderer, clock, self._sites.types, exact=exact, short=short)
        self._editor = Editor(edits) if edits else None
        self._tracer = Tracer(self._monitor, self._code, differ, clock, self._editor)
        self._monitor.attach(self._tracer, self._guard)
        self._capture = Capture(self._monitor.printed, echo=echo)

    # ------------------------------------------------------------------ what is known after the run

    @property
    def n_steps(self) -> int:
        """Steps emitted."""
        return self._outlet.n_steps

    @property
    def n_frames(self) -> int:
        """Frames with steps."""
        return self._outlet.n_frames

    @property
    def max_depth(self) -> int:
        """Depth of the deepest recorded frame."""
        return self._outlet.max_depth

    @property
    def n_cut(self) -> int:
        """Values that are shortened, of changes and of returns."""
        return self._outlet.n_cut + self._tracer.n_cut

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
        return self._outlet.steps_digest

    @property
    def files(self) -> tuple[File, ...]:
        """The recorded files that ran, in order of first call."""
        return tuple(self._files.files)

    @property
    def programs(self) -> tuple[Program, ...]:
        """Their texts, each once."""
        return tuple(self._files.programs.values())

    # ------------------------------------------------------------------ the run

    def be_careful(self, start: int, show: Callable[[Any], None], *, more_seconds: float = 0.0) -> None:
        """From step `start` on each step is known at once, for a program that may end the process in any line.

        `show` gets the steps that are not emitted yet, of which the last may still print, with every step.
        That takes time, for which the run may have `more_seconds`.
        """
        self._monitor.careful = (start, show)
        self._guard.seconds += more_seconds

    def run(self, call: Callable[[], object]) -> Ending:
        """Runs it traced; never raises for what the program does. Once for each session.

        Raises `RecordError` where an edit could not be made.
        """
        value: object = None
        error: BaseException | None = None
        started = time.perf_counter()
        with self._monitor.interruptible(), self._capture:
            self._guard.arm()
            try:
                value = self._traced(call)
            except BaseException as caught:
                error = caught
            finally:
                self._guard.disarm()
        seconds = time.perf_counter() - started
        self._monitor.flush(last=True)
        if self._editor is not None:
            self._editor.require_done(self.n_steps)
        return self._ending(value, error, seconds)

    def _traced(self, call: Callable[[], object]) -> object:
        monitor = self._monitor
        stopper = monitor.stopper
        with self._monitor.watching(sys._getframe()):  # noqa: SLF001  the frame that the program cannot leave
            try:
                return call()
            finally:
                monitor.over = True  # before anything is called: a stop would be thrown into it
                stopper.active = False

    def _ending(self, value: object, error: BaseException | None, seconds: float) -> Ending:
        reason = self._monitor.reason
        if isinstance(error, KeyboardInterrupt) and reason is None:
            reason = "interrupted"
        elif self._monitor.lost and reason is None:
            reason = "trace removed"
        stopped = is_stop(error)
        if stopped and reason == "interrupted":
            error = KeyboardInterrupt()
        outcome = "returned" if error is None else "raised"
        return Ending(
            outcome=outcome if reason is None else "truncated",
            stop_reason=reason,
            result=self._renderer.text(value) if error is None else None,
            error=None if error is None or stopped else self._renderer.text(error),
            value=value,
            exception=error,
            seconds=seconds,
        )

    def _code(self, code: CodeType) -> Code | None:
        """What is known of a code object; None where it is not recorded."""
        file = self._files.number(code.co_filename)
        if file is None:
            return None
        return Code(code, self._sites, self._sources, file=file, hide=self._hide, exact=self._exact)
