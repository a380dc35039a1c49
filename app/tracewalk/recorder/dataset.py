"""The way in for a dataset: a JSON-lines file of programs and inputs, one trace a row."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tracewalk.lake import Lake
from tracewalk.model import Limits, ReprStyle
from tracewalk.recorder.crew import Crew
from tracewalk.recorder.environment import limits_of
from tracewalk.recorder.rows import Fault, Row, read_rows
from tracewalk.recorder.worker import Answer, Order
from tracewalk.settings import load

__all__ = ["Progress", "Summary", "record_dataset"]

_EVERY_SECONDS = 0.1


@dataclass(frozen=True)
class Progress:
    """How far a dataset is: rows done of all rows, and how many of them are faults."""

    done: int
    total: int
    faults: int


@dataclass
class Summary:
    """What became of a dataset's rows; everything counted is in the lake."""

    dataset: str
    recorded: int = 0
    """Rows run now."""
    kept: int = 0
    """Rows not run: the lake had their trace."""
    again: int = 0
    """Rows run again, with the same steps as before."""
    new_runs: int = 0
    """Of `recorded`: rows whose steps differ from those of an earlier run, hence not deterministic."""
    matched: int = 0
    """Rows that gave the output expected."""
    differed: int = 0
    """Rows that gave another one."""
    interrupted: bool = False
    """Ctrl-C: the rows after those counted were left out."""
    seconds: float = 0.0
    faults: list[Fault] = field(default_factory=list)

    @property
    def n_rows(self) -> int:
        """All rows accounted for."""
        return self.recorded + self.kept + self.again + len(self.faults)

    def count(self, answer: Answer) -> None:
        """Counts one row whose answer is in the lake."""
        if answer.fault:
            self.faults.append(answer.fault)
            return
        setattr(self, answer.status, getattr(self, answer.status) + 1)
        self.new_runs += answer.new_run
        self.matched += answer.matches is True
        self.differed += answer.matches is False


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
    work = _Work(order, lake, summary, _Ticker(progress, path, summary))
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

    def __init__(self, order: Order, lake: Lake, summary: Summary, ticker: _Ticker) -> None:
        self.crew: Crew | None = None
        self.ticker = ticker
        self._order = order
        self._lake = lake
        self._summary = summary
        self._items = _items_of(lake, order.dataset)

    def tick(self) -> None:
        """Shows how far it is."""
        self.ticker.show(self.crew.n_waiting if self.crew else 0)

    def hand(self, row: Row | Fault) -> None:
        """Counts a row that is faulty or complete in the lake, gives any other to the crew."""
        if isinstance(row, Fault):
            self._summary.count(Answer(row.line, "fault", fault=row))
        elif (known := self._known(row)) is not None:
            self._summary.count(known)
        elif self.crew:
            self.crew.give(row)
        self.tick()

    def _known(self, row: Row) -> Answer | None:
        """The answer for a row whose trace and item the lake has; then no process needs to look at it."""
        if self._order.again or not self._items:
            return None
        trace_id = row.identity(row.program, self._order.limits, self._order.repr_style).trace_id
        key = (row.task_id, trace_id, row.output)
        if key not in self._items or not self._lake.has(trace_id):
            return None
        return Answer(row.line, "kept", self._items[key])


class _Ticker:
    """Calls `progress`, but not for every row."""

    def __init__(self, progress: Callable[[Progress], None] | None, path: Path, summary: Summary) -> None:
        self._progress = progress
        self._summary = summary
        self._shown = 0.0
        self._total = _count(path) if progress else 0

    def show(self, waiting: int, *, last: bool = False) -> None:
        now = time.monotonic()
        if self._progress and (last or now - self._shown >= _EVERY_SECONDS):
            self._shown = now
            self._progress(Progress(self._summary.n_rows + waiting, self._total, len(self._summary.faults)))


def _count(path: Path) -> int:
    """Rows of the file: lines that are not blank."""
    with path.open("rb") as file:
        return sum(1 for line in file if line.strip())


def _items_of(lake: Lake, dataset: str) -> dict[tuple[str, str, str | None], bool | None]:
    """Whether each item that the lake has of the dataset matches, by (task id, trace id, expected)."""
    columns = lake.query("record/items_of", {"dataset": dataset}).to_pydict()
    keys = zip(columns["task_id"], columns["trace_id"], columns["expected"], strict=True)
    return dict(zip(keys, columns["matches_expected"], strict=True))
