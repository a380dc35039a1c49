"""Where the tests of a suite go that runs in this process: into the lake."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tracewalk.lake import Lake, Writer
from tracewalk.model import Trace
from tracewalk.recorder.collected import Collected, Subjects
from tracewalk.recorder.options import Options
from tracewalk.recorder.run import Plan, Run, give, kept_runs, whole
from tracewalk.recorder.sink import to_arrow

__all__ = ["LakeDesk", "SuiteSummary"]


@dataclass
class SuiteSummary:
    """What became of the tests; the traces counted are in the lake."""

    recorded: int = 0
    kept: int = 0
    """Tests not run: the lake had their trace."""
    again: int = 0
    """Tests run again, with the same steps as before."""
    new_runs: int = 0
    """Of `recorded`: tests whose steps differ from those of an earlier run, hence not deterministic."""
    outcomes: Counter[str] = field(default_factory=Counter)
    """Of the tests run: passed, failed, skipped, error."""
    faults: list[str] = field(default_factory=list)
    """Files that could not be collected or are not under the root, tests whose fixtures failed before they began."""
    interrupted: bool = False
    traces: dict[str, str] = field(default_factory=dict)
    """Ids of the traces of the tests, by node id: recorded now, or there before."""


class LakeDesk:
    """Runs tests and keeps their traces; `summary` says what became of them."""

    def __init__(self, lake: Lake, writer: Writer, options: Options, subjects: Subjects) -> None:
        self.summary = SuiteSummary()
        self.stopped = False
        self._lake = lake
        self._writer = writer
        self._again = options.again
        self._subjects = subjects
        self._earlier: dict[str, list[Trace]] = {}

    def known(self, tests: list[Collected]) -> set[Collected]:
        """Those whose trace the lake has."""
        for test in tests:
            self._earlier[test.nodeid] = kept_runs(self._lake, self._subjects.of(test).trace_id)
        there = {} if self._again else {test: whole(self._earlier[test.nodeid]) for test in tests}
        known = {test: trace for test, trace in there.items() if trace}
        self.summary.kept += len(known)
        self.summary.traces |= {test.nodeid: trace.trace_id for test, trace in known.items()}
        return set(known)

    def begin(self, nodeid: str) -> None:
        """Nothing has to be done."""

    def run(self, test: Collected, plan: Plan) -> Run:
        """Runs it. Raises `KeyboardInterrupt` where it was interrupted; then nothing of it is kept."""
        run = Run(plan, to_arrow(self._writer.add_steps), self._earlier.get(test.nodeid, ()))
        if run.run().stop_reason == "interrupted":
            self._writer.abandon()
            self.stopped = True
            raise KeyboardInterrupt
        return run

    def end(self, nodeid: str, run: Run | None, outcome: str | None) -> None:
        """Gives the trace to the lake."""
        if outcome:
            self.summary.outcomes[outcome] += 1
        if run is None:
            return
        if twin := run.twin():
            self._writer.abandon()
            self.summary.again += 1
            self.summary.traces[nodeid] = twin.trace_id
            return
        stopped = run.ending.outcome == "truncated" and outcome == "skipped"
        self.summary.traces[nodeid] = give(run, self._writer, None if stopped else outcome).trace_id
        self.summary.recorded += 1
        self.summary.new_runs += run.turn.number > 0

    def fault(self, message: str) -> None:
        """Lists it."""
        self.summary.faults.append(message)
