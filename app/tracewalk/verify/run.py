"""Runs candidates in the sandbox, each alone in its process, and keeps their traces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from tracewalk.frozen import frozen
from tracewalk.model import Limits, Trace
from tracewalk.recorder.run import give, kept_runs, whole
from tracewalk.sandbox import Job, Ran, Sandbox, row_job
from tracewalk.verify.claims import Claim
from tracewalk.verify.plan import Planned

if TYPE_CHECKING:
    from tracewalk.lake import Lake, Writer
    from tracewalk.settings import Settings

__all__ = ["Actual", "Runs", "alone"]


@frozen
class Actual:
    """What a call really did."""

    trace_id: str | None = None
    """None: there is no trace, and `fault` says why."""
    outcome: str | None = None
    result: str | None = None
    error: str | None = None
    """Repr of the exception that ended it."""
    stop_reason: str | None = None
    fault: str | None = None

    @classmethod
    def of(cls, trace: Trace) -> Actual:
        """Of a trace."""
        return cls(trace.trace_id, trace.outcome, trace.result, trace.error, trace.stop_reason)


def alone(settings: Settings) -> Settings:
    """The settings of a sandbox that runs each program in a process of its own.

    Those that share one can change each other's world, and candidates are nobody's friends.
    """
    return replace(settings, sandbox_batch=1)


class Runs:
    """One sandbox, and a lake that takes the traces. Not for two threads at once."""

    def __init__(
        self, lake: Lake, writer: Writer, sandbox: Sandbox, limits: Limits, wanted: Callable[[], bool]
    ) -> None:
        self._lake = lake
        self._writer = writer
        self._sandbox = sandbox
        self._limits = limits
        self._wanted = wanted

    def run(self, checks: Iterable[Planned]) -> dict[str, Actual]:
        """What each call did, by the id of its run 0; what the lake has is not run. Raises `Cancelled`."""
        waiting = {check.trace_id: check for check in checks if check.test.fault is None}
        found: dict[str, Actual] = {}
        for ran in self._sandbox.record_many(self._jobs(waiting, found), wanted=self._wanted):
            trace_id = ran.job.subject.trace_id
            found[trace_id] = self._take(ran)
        return found

    def _jobs(self, waiting: Mapping[str, Planned], found: dict[str, Actual]) -> Iterator[Job]:
        for trace_id, check in waiting.items():
            earlier = kept_runs(self._lake, trace_id)
            if (there := whole(earlier)) is not None:
                found[trace_id] = Actual.of(there)
            else:
                yield row_job(check.row, limits=self._limits, earlier=earlier)

    def _take(self, ran: Ran) -> Actual:
        if ran.fault is not None:
            return Actual(fault=ran.fault)
        if not ran.taken.n_steps:
            return Actual(fault=f"the program ended, or had to be ended, before the call ({ran.ending.stop_reason})")
        if (twin := ran.twin()) is not None:
            return Actual.of(twin)
        for batch in ran.batches:
            self._writer.add_steps(batch)
        return Actual.of(give(ran, self._writer))

    def hold(self, claims: Iterable[Claim]) -> dict[Claim, bool]:
        """Whether each expression is true; one that raises, or takes too long, is not. Raises `Cancelled`."""
        waiting = dict.fromkeys(claims)
        jobs = (row_job(claim.row("claim"), limits=self._limits, tag=claim) for claim in waiting)
        found: dict[Claim, bool] = {}
        for ran in self._sandbox.record_many(jobs, wanted=self._wanted):
            claim = ran.job.tag
            assert isinstance(claim, Claim)
            trace = None if ran.fault is not None else ran.trace()
            found[claim] = trace is not None and (trace.outcome, trace.result) == ("returned", "True")
        return found
