"""`record --sandbox --dataset`: one trace a row, a few rows in each sandboxed process."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tracewalk.model import Item, Limits, ReprStyle, Trace
from tracewalk.recorder.environment import limits_of
from tracewalk.recorder.known_rows import KnownRows
from tracewalk.recorder.row_plan import row_subject
from tracewalk.recorder.rows import Fault, Row, matches, read_rows
from tracewalk.recorder.run import give, kept_runs, whole
from tracewalk.recorder.tally import Progress, Summary, Ticker
from tracewalk.recorder.worker import PUBLISH_ROWS, Answer, Order, Status
from tracewalk.sandbox.jobs import Job, Ran, row_job
from tracewalk.sandbox.place import Cancelled
from tracewalk.sandbox.sandbox import Sandbox

if TYPE_CHECKING:
    from tracewalk.lake import Lake, Writer

__all__ = ["record_dataset"]


def record_dataset(
    name: str,
    path: Path,
    *,
    lake: Lake,
    jobs: int,
    repr_style: ReprStyle = "cwm",
    limits: Limits | None = None,
    exact: bool = False,
    again: bool = False,
    progress: Callable[[Progress], None] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Summary:
    """As `recorder.record_dataset`, in `jobs` sandboxes; a program that ends its process is a trace that `died`.

    Once `stopped` says so what runs is killed, what is done is kept, and the summary returned. Raises `SandboxMissing`.
    """
    began = time.monotonic()
    summary = Summary(name)
    limits = limits or limits_of(lake.settings, repr_style)
    order = Order(lake.path.resolve(), name, str(path), repr_style, limits, exact, again)
    rows = read_rows(path)
    ticker = Ticker(progress, path, summary)
    with Sandbox(lake.settings, slots=jobs) as sandbox, lake.writer() as writer:
        desk = _Desk(order, lake, writer, summary)
        try:
            for ran in sandbox.record_many(desk.jobs(rows), wanted=lambda: not stopped()):
                desk.take(ran)
                ticker.show(0)
        except Cancelled:
            summary.interrupted = True
        desk.catch_up()
    ticker.show(0, last=True)
    summary.faults.sort(key=lambda fault: fault.line)
    summary.seconds = time.monotonic() - began
    return summary


class _Desk:
    """Where rows become jobs, in the sandboxes' threads; and what came of them traces and items, in one thread."""

    def __init__(self, order: Order, lake: Lake, writer: Writer, summary: Summary) -> None:
        self._order = order
        self._lake = lake
        self._writer = writer
        self._summary = summary
        self._known = KnownRows(order, lake)
        self._lock = threading.Lock()
        self._same: dict[str, list[Row]] = {}
        """Rows by their trace's id, as rows of a dataset may repeat: the first is run for all."""
        self._ended: dict[str, Trace | str] = {}
        """What came of those: a trace, or the fault."""
        self._answers: deque[Answer | tuple[Row, Trace | str]] = deque()
        self._filed = 0

    def jobs(self, rows: Iterator[Row | Fault]) -> Iterator[Job]:
        """A job for each row that has to run."""
        for row in rows:
            if isinstance(row, Fault):
                self._answers.append(Answer(row.line, "fault", fault=row))
            elif (known := self._known.answer(row)) is not None:
                self._answers.append(known)
            elif (job := self._job(row)) is not None:
                yield job

    def _job(self, row: Row) -> Job | None:
        order = self._order
        trace_id = row_subject(row, order.limits, order.repr_style).trace_id
        with self._lock:
            if (ended := self._ended.get(trace_id)) is not None:
                self._answers.append((row, ended))
                return None
            if trace_id in self._same:
                self._same[trace_id].append(row)
                return None
            self._same[trace_id] = []
        earlier = kept_runs(self._lake, trace_id)
        if (there := None if order.again else whole(earlier)) is not None:
            self._end(trace_id, there)
            self._answers.append((row, there))
            return None
        return row_job(
            row, limits=order.limits, repr_style=order.repr_style, exact=order.exact, earlier=earlier, tag=row
        )

    def take(self, ran: Ran) -> None:
        """Keeps what came of a job."""
        row = ran.job.tag
        assert isinstance(row, Row)
        trace_id = ran.job.subject.trace_id
        if (fault := _fault(ran)) is not None:
            self._fault(row, fault)
            self._end(trace_id, fault)
        elif (twin := ran.twin()) is not None:
            self._file(row, twin, "again")
            self._end(trace_id, twin)
        else:
            for batch in ran.batches:
                self._writer.add_steps(batch)
            trace = give(ran, self._writer)
            self._file(row, trace, "recorded")
            self._end(trace_id, trace)
        self.catch_up()

    def catch_up(self) -> None:
        """Files the rows that needed no run."""
        while self._answers:
            answer = self._answers.popleft()
            if isinstance(answer, Answer):
                self._summary.count(answer)
                continue
            row, ended = answer
            if isinstance(ended, str):
                self._fault(row, ended)
            else:
                self._file(row, ended, "kept")

    def _end(self, trace_id: str, ended: Trace | str) -> None:
        with self._lock:
            self._ended[trace_id] = ended
            self._answers.extend((row, ended) for row in self._same.pop(trace_id))

    def _file(self, row: Row, trace: Trace, status: Status) -> None:
        right = matches(row.output, trace.outcome, trace.result)
        self._writer.add_item(
            Item(self._order.dataset, row.task_id, trace.trace_id, row.output, right, row.split, row.tags)
        )
        self._summary.count(Answer(row.line, status, right, new_run=status == "recorded" and trace.run > 0))
        self._filed += 1
        if self._filed % PUBLISH_ROWS == 0:
            self._writer.publish()

    def _fault(self, row: Row, message: str) -> None:
        fault = Fault(self._order.file, row.line, row.task_id, message)
        self._summary.count(Answer(row.line, "fault", fault=fault))


def _fault(ran: Ran) -> str | None:
    """Why there is nothing to keep of a job."""
    if ran.fault is None and not ran.taken.n_steps:
        return f"the program ended, or had to be ended, before `main` was called ({ran.ending.stop_reason})"
    return ran.fault
