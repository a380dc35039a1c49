"""One run of one program, from its identity to its trace: what all ways in share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from tracewalk.model import Program, Trace
from tracewalk.recorder.session import Ending, Session
from tracewalk.recorder.subject import Subject, Turn
from tracewalk.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa

    from tracewalk.lake import Lake, Writer
    from tracewalk.recorder.outlet import MakeOutlet

__all__ = ["Plan", "Recorded", "Run", "give", "kept_runs", "whole"]


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
    """One run of a plan: `run()` it, then ask for its `trace()`. `trace_id`: where somebody else gives the real one."""

    def __init__(
        self, plan: Plan, outlet: MakeOutlet, earlier: Sequence[Trace] = (), *, trace_id: str | None = None
    ) -> None:
        self.plan = plan
        self.turn = Turn(plan, earlier)
        self.session = Session(
            self.turn.trace_id if trace_id is None else trace_id,
            scope=plan.scope,
            limits=plan.identity.limits,
            repr_style=plan.identity.repr_style,
            outlet=outlet,
            exact=plan.exact,
            hide=plan.hide,
            source=plan.source,
            echo=plan.echo,
            settings=plan.settings,
            edits=plan.identity.branch.settings if plan.identity.branch else (),
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
