"""One process of `record --dataset`: records rows that it is handed, in a clean interpreter, into its own shards.

Started by `crew.py`, which hands it its end of a pipe, in an empty working folder.
"""

from __future__ import annotations

import signal
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import Literal

from tracewalk.errors import RecordError
from tracewalk.lake import Lake, Writer
from tracewalk.model import Item, Limits, ReprStyle, Trace
from tracewalk.recorder.row_plan import listed, row_plan, row_subject
from tracewalk.recorder.rows import Fault, Row, matches
from tracewalk.recorder.run import Run, give, kept_runs, whole
from tracewalk.recorder.sink import to_arrow
from tracewalk.recorder.stage import stage

__all__ = ["PUBLISH_ROWS", "Answer", "Order", "Published", "Status"]

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
        order = self.order
        subject = row_subject(row, order.limits, order.repr_style)
        trace_id = subject.trace_id
        earlier = kept_runs(self.lake, trace_id)
        there = self.fresh.get(trace_id) or (None if order.again else whole(earlier))
        if there:
            return self._file(row, there, "kept")
        with stage(str(Path.cwd()), [row.path]), listed(row.path, subject.program.text):
            try:
                plan = row_plan(subject, row.path, exact=order.exact, settings=self.lake.settings)
            except RecordError as fault:
                return Answer(row.line, "fault", fault=Fault(order.file, row.line, row.task_id, str(fault)))
            run = Run(plan, to_arrow(self.writer.add_steps), earlier)
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
