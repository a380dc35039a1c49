"""What can be recorded in a sandbox, as its parent puts it: a dataset's row, a function of a text on an input."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from tracewalk.model import STEPS, Limits, Program, ReprStyle, Trace
from tracewalk.recorder.row_plan import row_subject
from tracewalk.recorder.rows import Row
from tracewalk.recorder.session import Ending
from tracewalk.recorder.subject import Subject, Turn
from tracewalk.sandbox.attempt import Attempt
from tracewalk.sandbox.order import Order
from tracewalk.sandbox.taken import Taken

__all__ = ["Job", "Ran", "call_job", "row_job"]

_NOTHING = Ending("died", None, None, None, None, None, 0.0)


def _nothing() -> None:
    pass


@dataclass(frozen=True)
class Job:
    """One thing to record, whose trace's id is known before it runs."""

    order: Order
    sources: dict[str, Program]
    """The files that may have steps, by the path under which they are shown."""
    earlier: Sequence[Trace] = field(default=(), repr=False)
    """The runs of the same identity that exist: this one takes the next number."""
    tag: object = None
    """Whatever the caller wants to know it by."""

    @property
    def subject(self) -> Subject:
        """What is recorded."""
        return self.order.subject


@dataclass(frozen=True)
class Ran:
    """What came of a job: a run as the recorder's own `Run`, after it ran; or a `fault`, and nothing was run."""

    job: Job
    turn: Turn
    _attempt: Attempt = field(repr=False)
    _look: Callable[[], None] = field(default=_nothing, repr=False)
    """What has to be done before anything is known of the steps, as often as anybody asks."""

    @property
    def taken(self) -> Taken:
        """Its steps, and what is known of them."""
        self._look()
        return self._attempt.taken

    @property
    def ending(self) -> Ending:
        """How it ended."""
        self._look()
        return self._attempt.ending or _NOTHING

    @property
    def fault(self) -> str | None:
        """Why there was nothing to record: it does not compile, has no such entry."""
        return self._attempt.fault

    @property
    def batches(self) -> list[pa.RecordBatch]:
        """All steps: columns as the recorder's own sink gives them."""
        return self.taken.batches

    def twin(self) -> Trace | None:
        """The earlier run that gave the same steps."""
        return self.turn.twin(self.taken)

    def programs(self) -> dict[str, Program]:
        """Every source text of the trace by its id, the entry's first."""
        return self.turn.programs(self.taken)

    def trace(self, test_outcome: str | None = None, *, steps: bool = False) -> Trace:
        """The trace; with its steps in memory where these are asked for."""
        table = None
        if steps:
            tables = [pa.Table.from_batches([batch]).cast(STEPS) for batch in self.batches]
            table = pa.concat_tables(tables) if tables else STEPS.empty_table()
        return self.turn.trace(self.taken, self.ending, test_outcome=test_outcome, steps=table)


def row_job(
    row: Row,
    *,
    limits: Limits,
    repr_style: ReprStyle = "cwm",
    exact: bool = False,
    earlier: Sequence[Trace] = (),
    tag: object = None,
) -> Job:
    """A dataset's row: its code runs unrecorded, then `main`, which calls the entry with the input."""
    subject = row_subject(row, limits, repr_style)
    order = Order(subject, "row", row.path, exact=exact)
    return Job(order, {row.path: subject.program}, earlier, tag)


def call_job(
    text: str,
    entry: str,
    input: str,  # noqa: A002
    *,
    limits: Limits,
    repr_style: ReprStyle = "cwm",
    name: str = "program",
) -> Job:
    """A function of a text on an input, e.g. `entry="sort", input="[3, 1, 2]"`: as the row of a dataset is."""
    return row_job(Row(0, name, text, input, entry=entry), limits=limits, repr_style=repr_style)
