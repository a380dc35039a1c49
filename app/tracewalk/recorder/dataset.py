"""The way in for a dataset: a JSON-lines file of programs and inputs, one trace a row."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from tracewalk.lake import Lake
from tracewalk.model import Limits, ReprStyle
from tracewalk.recorder.crew import Crew
from tracewalk.recorder.environment import limits_of
from tracewalk.recorder.known_rows import KnownRows
from tracewalk.recorder.rows import Fault, Row, read_rows
from tracewalk.recorder.tally import Progress, Summary, Ticker
from tracewalk.recorder.worker import Answer, Order
from tracewalk.settings import load

__all__ = ["record_dataset"]


def record_dataset(
    name: str,
    path: Path,
    *,
    lake: Lake,
    jobs: int = 1,
    repr_style: ReprStyle = "cwm",
    limits: Limits | None = None,
    exact: bool = False,
    again: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Records each row `{id, code, input[, output, entry, split, tags]}` of a JSON-lines file as a trace of a dataset.

    A row's program is its code and a `main` that returns `f(<input>)` (`entry` names another function); the code's
    body runs unrecorded, then `main` is recorded. `output` is compared with the result. `jobs` processes record, each
    into its own shards, with your own rights: nothing isolates the programs. Rows whose trace the lake has are not
    run, unless `again`. Rows that cannot be recorded, and programs that end their process, are faults of the summary
    and do not stop the rest. Ctrl-C keeps the rows done and returns; a second one gives up what is not published yet.
    Raises `NotFound` where there is no such file, `RecordError` where a process fails to write to the lake.
    """
    began = time.monotonic()
    summary = Summary(name)
    order = Order(
        lake=lake.path.resolve(),
        dataset=name,
        file=str(path),
        repr_style=repr_style,
        limits=limits or limits_of(load(), repr_style),
        exact=exact,
        again=again,
    )
    rows = read_rows(path)
    work = _Work(order, lake, summary, Ticker(progress, path, summary))
    with Crew(order, jobs, summary.count, work.tick) as crew:
        work.crew = crew
        try:
            for row in rows:
                work.hand(row)
            crew.finish()
        except KeyboardInterrupt:
            summary.interrupted = True
            crew.interrupt()
        work.ticker.show(0, last=True)
    summary.faults.sort(key=lambda fault: fault.line)
    summary.seconds = time.monotonic() - began
    return summary


class _Work:
    """The parent's side: finds rows that need no run, hands the others to the crew."""

    def __init__(self, order: Order, lake: Lake, summary: Summary, ticker: Ticker) -> None:
        self.crew: Crew | None = None
        self.ticker = ticker
        self._known = KnownRows(order, lake)
        self._summary = summary

    def tick(self) -> None:
        """Shows how far it is."""
        self.ticker.show(self.crew.n_waiting if self.crew else 0)

    def hand(self, row: Row | Fault) -> None:
        """Counts a row that is faulty or complete in the lake, gives any other to the crew."""
        if isinstance(row, Fault):
            self._summary.count(Answer(row.line, "fault", fault=row))
        elif (known := self._known.answer(row)) is not None:
            self._summary.count(known)
        elif self.crew:
            self.crew.give(row)
        self.tick()
