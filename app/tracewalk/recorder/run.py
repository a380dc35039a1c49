"""One run of one program, from its identity to its trace: what all ways in share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

import pyarrow as pa

from tracewalk.model import STEPS, Program, Trace
from tracewalk.recorder.session import Ending, Session
from tracewalk.recorder.subject import Subject, Turn
from tracewalk.settings import Settings

if TYPE_CHECKING:
    from tracewalk.lake import Lake, Writer

__all__ = ["Plan", "Recorded", "Run", "give", "keep", "kept_runs", "remember", "take", "whole"]


def _nothing(_name: str) -> bool:
    return False


@dataclass(frozen=True)
class Plan(Subject):
    """What is recorded, and how to run it in this process."""

    scope: Callable[[str], str | None]
    source: Callable[[str], str | None]
    call: Callable[[], object]
    exact: bool = False
    echo: bool = False
    hide: Callable[[str], bool] = _nothing
    settings: Settings | None = None
    """Default: read from the environment, which costs as much as a very short run."""


@dataclass(frozen=True)
class Recorded:
    """A trace and how it came.

    `recorded`: run now; `kept`: it was there and was not run; `again`: run, with the same steps, hence nothing new.
    """

    trace: Trace
    status: Literal["recorded", "kept", "again"]
    left_out: tuple[str, ...] = ()
    """The user's files that ran unrecorded, as the setting `max_files` was reached."""


class Run:
    """One run of a plan: `run()` it, then ask for its `trace()`."""

    def __init__(self, plan: Plan, emit: Callable[[pa.RecordBatch], None], earlier: Sequence[Trace] = ()) -> None:
        self.plan = plan
        self.turn = Turn(plan, earlier)
        self.session = Session(
            self.turn.trace_id,
            scope=plan.scope,
            limits=plan.identity.limits,
            repr_style=plan.identity.repr_style,
            emit=emit,
            exact=plan.exact,
            hide=plan.hide,
            source=plan.source,
            echo=plan.echo,
            settings=plan.settings,
        )

    def run(self) -> Ending:
        """Runs the program; what it raises is in the ending."""
        self.ending = self.session.run(self.plan.call)
        return self.ending

    def twin(self) -> Trace | None:
        """The earlier run that gave the same steps."""
        return self.turn.twin(self.session)

    def programs(self) -> dict[str, Program]:
        """Every source text of the trace by its id, the entry's first."""
        return self.turn.programs(self.session)

    def trace(self, test_outcome: str | None = None, steps: pa.Table | None = None) -> Trace:
        """The trace, once it ran."""
        return self.turn.trace(self.session, self.ending, test_outcome=test_outcome, steps=steps)


def kept_runs(lake: Lake, trace_id: str) -> list[Trace]:
    """The runs that the lake has of the identity whose run 0 has this id, by run number."""
    return lake.runs(trace_id) if lake.has(trace_id) else []


def whole(runs: Sequence[Trace]) -> Trace | None:
    """The first run that nobody interrupted: where there is one, the program need not run again."""
    return next((t for t in runs if t.stop_reason != "interrupted"), None)


def remember(plan: Plan) -> Trace:
    """Runs the plan and holds its steps in memory, in `Trace.steps`."""
    batches: list[pa.RecordBatch] = []
    run = Run(plan, batches.append)
    run.run()
    tables = [pa.Table.from_batches([batch]).cast(STEPS) for batch in batches]
    return run.trace(steps=pa.concat_tables(tables) if tables else STEPS.empty_table())


def keep(plan: Plan, lake: Lake, *, again: bool = False) -> Recorded:
    """Runs the plan and publishes its trace, unless the lake has it.

    `again` runs it in any case: the same steps add nothing, other steps become the next run of the same identity.
    """
    earlier = kept_runs(lake, plan.trace_id)
    if (there := whole(earlier)) and not again:
        return Recorded(there, "kept")
    with lake.writer(inbox=True) as writer:
        return take(plan, writer, earlier)


def take(plan: Plan, writer: Writer, earlier: Sequence[Trace] = ()) -> Recorded:
    """Runs the plan and gives its trace to the writer, unless an earlier run had the same steps."""
    run = Run(plan, writer.add_steps, earlier)
    run.run()
    if twin := run.twin():
        writer.abandon()
        return Recorded(twin, "again")
    return Recorded(give(run, writer), "recorded")


class Known(Protocol):
    """A run that is over, here or elsewhere."""

    def programs(self) -> dict[str, Program]:
        """Every source text of the trace by its id."""
        ...

    def trace(self, test_outcome: str | None = None) -> Trace:
        """The trace."""
        ...


def give(run: Known, writer: Writer, test_outcome: str | None = None) -> Trace:
    """Gives the trace of a run, whose steps the writer has already, and its programs to the writer."""
    for program in run.programs().values():
        writer.add_program(program)
    trace = run.trace(test_outcome)
    writer.add_trace(trace)
    return trace
