"""One run of one program, from its identity to its trace: what all ways in share."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import Literal

import pyarrow as pa

from tracewalk.lake import Lake, Writer
from tracewalk.model import STEPS, Identity, Limits, Program, Trace
from tracewalk.recorder.environment import hash_seed
from tracewalk.recorder.session import Ending, Session
from tracewalk.settings import Settings

__all__ = ["Plan", "Recorded", "Run", "give", "keep", "kept_runs", "remember", "take", "whole"]


def _nothing(_name: str) -> bool:
    return False


@dataclass(frozen=True)
class Plan:
    """What to run, and the identity under which it is kept."""

    identity: Identity
    name: str
    entry: str
    input: str
    program: Program
    """The text of the entry's file."""
    scope: Callable[[str], str | None]
    source: Callable[[str], str | None]
    call: Callable[[], object]
    exact: bool = False
    echo: bool = False
    hide: Callable[[str], bool] = _nothing
    settings: Settings | None = None
    """Default: read from the environment, which costs as much as a very short run."""

    @cached_property
    def trace_id(self) -> str:
        """Of run 0."""
        return self.identity.trace_id


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
    """One run of a plan: `run()` it, then ask for its `trace()`.

    `earlier` are the runs of the same identity that exist: this one takes the next number.
    """

    def __init__(self, plan: Plan, emit: Callable[[pa.RecordBatch], None], earlier: Sequence[Trace] = ()) -> None:
        self.plan = plan
        self.earlier = earlier
        self.number = max((t.run for t in earlier), default=-1) + 1
        self.trace_id = replace(plan.identity, run=self.number).trace_id if self.number else plan.trace_id
        self.session = Session(
            self.trace_id,
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
        return next((t for t in self.earlier if t.steps_digest == self.session.digest), None)

    def programs(self) -> dict[str, Program]:
        """Every source text of the trace by its id, the entry's first."""
        return {p.program_id: p for p in (self.plan.program, *self.session.programs)}

    def trace(self, test_outcome: str | None = None, steps: pa.Table | None = None) -> Trace:
        """The trace, once it ran."""
        plan, identity, session, ending = self.plan, self.plan.identity, self.session, self.ending
        return Trace(
            trace_id=self.trace_id,
            name=plan.name,
            program_id=plan.program.program_id,
            files=session.files,
            entry=plan.entry,
            input=plan.input,
            python=identity.python,
            hash_seed=hash_seed(),
            repr_style=identity.repr_style,
            limits=_as_json(identity.limits),
            recorder=identity.recorder,
            run=self.number,
            run_of=plan.trace_id if self.number else None,
            n_steps=session.n_steps,
            n_frames=session.n_frames,
            max_depth=session.max_depth,
            n_cut=session.n_cut,
            functions=tuple(session.functions),
            exceptions=tuple(session.exceptions),
            outcome=ending.outcome,
            stop_reason=ending.stop_reason,
            result=ending.result,
            error=ending.error,
            steps_digest=session.digest,
            origin="recorded",
            parent=None,
            test_outcome=test_outcome,
            seconds=ending.seconds,
            created_at=datetime.now(UTC),
            steps=steps,
        )


@cache
def _as_json(limits: Limits) -> str:
    return json.dumps(asdict(limits), sort_keys=True)


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


def give(run: Run, writer: Writer, test_outcome: str | None = None) -> Trace:
    """Gives the trace of a run, whose steps the writer has already, and its programs to the writer."""
    for program in run.programs().values():
        writer.add_program(program)
    trace = run.trace(test_outcome)
    writer.add_trace(trace)
    return trace
