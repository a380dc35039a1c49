"""One process of `record --dataset`: records rows that it is handed, in a clean interpreter, into its own shards.

Started by `crew.py`, which hands it its end of a pipe, in an empty working folder.
"""

from __future__ import annotations

import builtins
import linecache
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType, FunctionType, ModuleType
from typing import Any, Literal

from tracewalk.errors import RecordError
from tracewalk.lake import Lake, Writer
from tracewalk.model import Item, Limits, Program, ReprStyle, Trace
from tracewalk.recorder.rows import Fault, Row, matches
from tracewalk.recorder.run import Plan, Run, give, kept_runs, whole
from tracewalk.recorder.stage import deadline, stage
from tracewalk.settings import Settings

__all__ = ["PUBLISH_ROWS", "Answer", "Order", "Published"]

PUBLISH_ROWS = 20_000
"""Rows after which a worker publishes: what the others lose when a program takes its process down."""

Status = Literal["recorded", "kept", "again", "fault"]


@dataclass(frozen=True)
class Order:
    """What the rows of one dataset have in common."""

    lake: Path
    dataset: str
    file: str
    repr_style: ReprStyle
    limits: Limits
    exact: bool
    again: bool


@dataclass(frozen=True)
class Answer:
    """What became of one row."""

    line: int
    status: Status
    matches: bool | None = None
    new_run: bool = False
    """It is a further run of an identity that gave other steps before."""
    fault: Fault | None = None


@dataclass(frozen=True)
class Published:
    """Every answer so far is in the lake."""


class _Interrupts:
    """Ctrl-C, as the crew passes it on: it breaks off the program that runs, never the writing of what is done."""

    def __init__(self, *, asked: bool) -> None:
        self.asked = asked
        signal.signal(signal.SIGINT, self._note)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True

    def run(self, run: Run) -> None:
        """Runs a program that an interrupt ends, through the recorder's own handler."""
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            self.asked |= run.run().stop_reason == "interrupted"
        except KeyboardInterrupt:
            self.asked = True
        finally:
            signal.signal(signal.SIGINT, self._note)


@dataclass
class _Desk:
    """Where rows become traces and items."""

    order: Order
    lake: Lake
    writer: Writer
    interrupts: _Interrupts
    fresh: dict[str, Trace] = field(default_factory=dict)
    """Traces not published yet, by id: rows of a dataset may repeat."""

    def record(self, row: Row) -> Answer | None:
        """Records one row, or finds its trace; None when it was interrupted, then nothing of it is kept."""
        order, program = self.order, row.program
        trace_id = row.identity(program, order.limits, order.repr_style).trace_id
        earlier = kept_runs(self.lake, trace_id)
        there = self.fresh.get(trace_id) or (None if order.again else whole(earlier))
        if there:
            return self._file(row, there, "kept")
        with stage(str(Path.cwd()), [row.path]), _listed(row.path, program.text):
            try:
                main = _defined(row, program, order.limits.seconds)
            except RecordError as fault:
                return Answer(row.line, "fault", fault=Fault(order.file, row.line, row.task_id, str(fault)))
            run = Run(_plan(row, program, order, main, self.lake.settings), self.writer.add_steps, earlier)
            self.interrupts.run(run)
        if self.interrupts.asked:
            self.writer.abandon()
            return None
        if twin := run.twin():
            self.writer.abandon()
            return self._file(row, twin, "again")
        trace = give(run, self.writer)
        self.fresh[trace_id] = trace
        return self._file(row, trace, "recorded")

    def _file(self, row: Row, trace: Trace, status: Status) -> Answer:
        """Gives the trace its place in the dataset."""
        right = matches(row.output, trace.outcome, trace.result)
        self.writer.add_item(
            Item(self.order.dataset, row.task_id, trace.trace_id, row.output, right, row.split, row.tags)
        )
        return Answer(row.line, status, right, new_run=status == "recorded" and trace.run > 0)

    def publish(self) -> None:
        """Makes everything so far visible."""
        self.writer.publish()
        self.fresh.clear()


def _plan(row: Row, program: Program, order: Order, main: Any, settings: Settings) -> Plan:
    return Plan(
        identity=row.identity(program, order.limits, order.repr_style),
        name=row.task_id,
        entry=row.entry,
        input=row.input,
        program=program,
        scope={row.path: row.path}.get,
        source={row.path: program.text}.get,
        call=main,
        exact=order.exact,
        settings=settings,
    )


def _defined(row: Row, program: Program, seconds: float) -> Any:
    """The row's `main`, after its code ran unrecorded.

    Raises `RecordError` where it does not compile, raises or has no such entry.
    """
    module = ModuleType("program")
    sys.modules["program"] = module
    try:
        code = compile(program.text, row.path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, OverflowError, MemoryError, RecursionError) as fault:
        raise RecordError(f"the code with its call does not compile: {fault}") from None
    try:
        with deadline(seconds, "the code's own body"):
            exec(code, vars(module))  # noqa: S102
    except RecordError:
        raise
    except BaseException as fault:
        raise RecordError(f"the code's own body raised {fault!r}") from None
    _require_entry(row.entry, vars(module))
    return vars(module)["main"]


def _require_entry(entry: str, names: Mapping[str, object]) -> None:
    """Raises `RecordError` for a name that nothing has, so that the call can only be a NameError."""
    if not entry.isidentifier() or entry in names or hasattr(builtins, entry):
        return
    have = ", ".join(name for name, value in names.items() if isinstance(value, FunctionType) and name != "main")
    raise RecordError(f'its code has no function {entry!r}; it has: {have or "none"}; give "entry"')


@contextmanager
def _listed(path: str, text: str) -> Iterator[None]:
    """Within it tracebacks and `inspect` find the text under that name."""
    linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)
    try:
        yield
    finally:
        linecache.cache.pop(path, None)


def main(fd: int, early: Sequence[bool]) -> None:
    """Answers the rows that come through the pipe until there are no more, then publishes."""
    pipe = Connection(fd)
    order: Order = pipe.recv()
    interrupts = _Interrupts(asked=bool(early))
    lake = Lake.open(order.lake, writable=True)
    with lake.writer() as writer:
        desk = _Desk(order, lake, writer, interrupts)
        for n, row in enumerate(iter(pipe.recv, None), 1):
            answer = None if interrupts.asked else desk.record(row)
            if answer:
                pipe.send(answer)
            if n % PUBLISH_ROWS == 0:
                desk.publish()
                pipe.send(Published())
    pipe.send(Published())
