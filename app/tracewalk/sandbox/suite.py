"""`record --sandbox -m pytest`: a session that only collects, then one that runs what the lake does not have.

A test that takes its process down is run once more with care, alone; the rest goes on in another session.
"""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tracewalk.model import Identity, Program, Trace
from tracewalk.recorder.collected import Collected, Subjects
from tracewalk.recorder.environment import python_version
from tracewalk.recorder.options import Options
from tracewalk.recorder.run import give, kept_runs, whole
from tracewalk.recorder.subject import Subject
from tracewalk.recorder.suite import project_of, require_ran
from tracewalk.recorder.suite_desk import SuiteSummary
from tracewalk.sandbox.frames import Forged
from tracewalk.sandbox.order import Order, write_orders
from tracewalk.sandbox.place import Cancelled, Place, Status
from tracewalk.sandbox.project import Project
from tracewalk.sandbox.sandbox import Sandbox
from tracewalk.sandbox.suite_hearing import Live, SuiteHearing
from tracewalk.sandbox.suite_order import SUITE, Session
from tracewalk.sandbox.take_project import private_folders, take_project

if TYPE_CHECKING:
    from tracewalk.lake import Lake, Writer
    from tracewalk.sandbox.recording import Voice

__all__ = ["record_pytest", "record_suite"]

_MAX_TESTS = 100_000


def record_pytest(
    args: Sequence[str],
    *,
    lake: Lake,
    options: Options,
    voice: Voice,
    stopped: Callable[[], bool] = lambda: False,
) -> SuiteSummary:
    """As `recorder.record_pytest`, in a sandbox with a private copy of the project.

    A test that ends the process is a trace that `died`; where that happens in its fixtures, a fault. Once `stopped`
    says so what runs is killed, and what is done is kept. Raises `SandboxMissing`, `RecordError`, `UsageError`.
    """
    around = project_of(args).resolve()
    root = (options.root or around).resolve()
    folder = root if around.is_relative_to(root) else around
    project = take_project(folder, root, lake=lake.path, settings=lake.settings, words=args, tell=voice.note)
    with Sandbox(lake.settings, slots=1, folders=private_folders(project)) as sandbox:
        return record_suite(project, sandbox, lake=lake, options=options, voice=voice, stopped=stopped)


def record_suite(
    project: Project,
    sandbox: Sandbox,
    *,
    lake: Lake,
    options: Options,
    voice: Voice,
    stopped: Callable[[], bool] = lambda: False,
) -> SuiteSummary:
    """Runs pytest with the project's words, in a sandbox that has private folders for the project."""
    with lake.writer(inbox=True) as writer, sandbox.place() as usable:
        suite = _Suite(project, lake, writer, options, voice)
        try:
            suite.run(usable, lambda: not stopped())
        except Cancelled:
            suite.summary.interrupted = True
    return suite.summary


class _Suite:
    def __init__(self, project: Project, lake: Lake, writer: Writer, options: Options, voice: Voice) -> None:
        self.summary = SuiteSummary()
        self._project = project
        self._lake = lake
        self._writer = writer
        self._options = options
        self._voice = voice
        self._scope = project.scope(max_files=lake.settings.max_files)
        self._sources = project.sources()
        self._limits = options.limits_in_force()
        self._subjects = self._looking_at([])
        self._earlier: dict[str, list[Trace]] = {}
        self._done: set[str] = set()

    def run(self, usable: Callable[[], Place], wanted: Callable[[], bool]) -> None:
        tests = self._collect(usable, wanted)
        while any(test.nodeid not in self._done for test in tests):
            session = Session(self._project, tuple(sorted(self._done)))
            hearing, status = self._session(session, usable, wanted, most=len(tests))
            self.summary.faults += hearing.faults
            if hearing.exit is not None:
                require_ran(hearing.exit, (), self._project.words)
                return
            done = len(self._done)
            self._voice.printed(f"\n(a test ended the process: {_how(status)}; the rest goes on)\n")
            self._mourn(hearing, status, usable, wanted)
            if len(self._done) == done:
                why = hearing.broken or _how(status)
                self.summary.faults.append(f"pytest ended before all tests were run: {why}")
                return

    def _collect(self, usable: Callable[[], Place], wanted: Callable[[], bool]) -> list[Collected]:
        words: list[str] = []
        session = Session(self._project, collect=True)
        hearing, status = self._session(session, usable, wanted, most=_MAX_TESTS, said=words.append)
        if hearing.exit is None:
            self._voice.printed("".join(words))
            self.summary.faults.append(f"the tests cannot be collected: {hearing.broken or _how(status)}")
            return []
        if not hearing.tests:
            self._voice.printed("".join(words))
            self.summary.faults += hearing.faults
            require_ran(hearing.exit, (), self._project.words)
            return []
        self._subjects = self._looking_at(hearing.path)
        for test in hearing.tests:
            try:
                self._earlier[test.nodeid] = kept_runs(self._lake, self._subject(test).trace_id)
            except Forged as fault:
                self.summary.faults.append(f"{test.nodeid}: {fault}")
                self._done.add(test.nodeid)
                continue
            if (there := whole(self._earlier[test.nodeid])) and not self._options.again:
                self._done.add(test.nodeid)
                self.summary.kept += 1
                self.summary.traces[test.nodeid] = there.trace_id
        if all(test.nodeid in self._done for test in hearing.tests):
            self.summary.faults += hearing.faults
        return hearing.tests

    def _mourn(
        self, hearing: SuiteHearing, status: Status, usable: Callable[[], Place], wanted: Callable[[], bool]
    ) -> None:
        """Keeps what there is of the test at which a session broke off."""
        live, began = hearing.live, time.monotonic()
        if live is None:
            if hearing.at is not None:
                self._fall(hearing.at, f"its fixtures ended the process ({_how(status)}); not recorded")
            return
        nodeid = live.test.nodeid
        if live.attempt.over:
            self._end(nodeid, live, "error")
            return
        if not (live.attempt.forged or status.late or status.too_much):
            careful = Session(self._project, only=nodeid)
            again, second = self._session(
                careful, usable, wanted, most=1, careful_from=live.attempt.taken.n_steps, said=len
            )
            if nodeid in self._done:
                return
            if again.live is not None and again.live.attempt.taken.n_steps >= live.attempt.taken.n_steps:
                live, status = again.live, second
        live.attempt.die(status, time.monotonic() - began)
        if not live.attempt.taken.n_steps:
            self._fall(nodeid, f"it ended the process before its first step ({_how(status)}); not recorded")
            return
        self._end(nodeid, live, "error")

    def _session(
        self,
        session: Session,
        usable: Callable[[], Place],
        wanted: Callable[[], bool],
        *,
        most: int,
        careful_from: int | None = None,
        said: Callable[[str], object] | None = None,
    ) -> tuple[SuiteHearing, Status]:
        given = shlex.join(self._project.words)
        identity = Identity((), SUITE, given, python_version(), self._limits, self._options.repr_style)
        order = Order(Subject(identity, SUITE, SUITE, given, Program("")), SUITE, "", exact=self._options.exact)
        order = replace(order, project=session.plain(), careful_from=careful_from)
        hearing = SuiteHearing(
            most=most,
            seconds=self._limits.seconds,
            settings=self._lake.settings,
            sources=self._sources,
            subject=self._subject,
            earlier=lambda nodeid: self._earlier.get(nodeid, ()),
            ended=self._end,
            said=said or self._voice.printed,
        )
        status = usable().run(
            write_orders([order]), cpu_seconds=hearing.cpu_seconds, take=hearing.take, late=hearing.late, wanted=wanted
        )
        hearing.settle()
        return hearing, status

    def _subject(self, test: Collected) -> Subject:
        if self._scope.covers(test.path) is None:
            raise Forged("its file is none of the project")
        return self._subjects.of(test)

    def _looking_at(self, path: Sequence[str]) -> Subjects:
        style = self._options.repr_style
        return Subjects(self._scope, limits=self._limits, repr_style=style, path=path)

    def _end(self, nodeid: str, live: Live | None, outcome: str | None) -> None:
        """As `LakeDesk.end`."""
        self._done.add(nodeid)
        if outcome:
            self.summary.outcomes[outcome] += 1
        if live is None:
            return
        if twin := live.turn.twin(live.attempt.taken):
            self.summary.again += 1
            self.summary.traces[nodeid] = twin.trace_id
            return
        for batch in live.attempt.taken.batches:
            self._writer.add_steps(batch)
        ending = live.attempt.ending
        assert ending is not None
        stopped = ending.outcome == "truncated" and outcome == "skipped"
        trace = give(live, self._writer, None if stopped or ending.outcome == "died" else outcome)
        self.summary.traces[nodeid] = trace.trace_id
        self.summary.recorded += 1
        self.summary.new_runs += live.turn.number > 0

    def _fall(self, nodeid: str, why: str) -> None:
        self._done.add(nodeid)
        self.summary.outcomes["error"] += 1
        self.summary.faults.append(f"{nodeid}: {why}")


def _how(status: Status) -> str:
    if status.late:
        return "it took too long"
    if status.too_much:
        return "it said too much, or what no recorder says"
    if status.code is None:
        return "its sandbox ended"
    return f"signal {-status.code}" if status.code < 0 else f"exit code {status.code}"
