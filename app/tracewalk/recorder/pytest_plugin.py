"""The pytest plugin that records: it takes the place of each test's call, and waits for its teardown's word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest

from tracewalk.recorder.collected import Collected, Subjects
from tracewalk.recorder.options import Options
from tracewalk.recorder.run import Plan, Run
from tracewalk.recorder.scope import Scope
from tracewalk.settings import Settings

__all__ = ["Desk", "Plugin"]


class Desk(Protocol):
    """Who is told of tests, and runs those that are to be recorded."""

    def known(self, tests: list[Collected]) -> set[Collected]:
        """Those that need no run."""
        ...

    def begin(self, nodeid: str) -> None:
        """A test's setup begins."""
        ...

    def run(self, test: Collected, plan: Plan) -> Run:
        """Runs it. Raises `KeyboardInterrupt` where it was interrupted, after dropping it."""
        ...

    def end(self, nodeid: str, run: Run | None, outcome: str | None) -> None:
        """A test is over with its teardown; `run`: if it was recorded."""
        ...

    def fault(self, message: str) -> None:
        """Something is not recorded."""
        ...


def _hidden(name: str) -> bool:
    return name.startswith("@")


class Plugin:
    """Records each test of one pytest session. `reach`: which tests are; `scope_of` makes a run's scope."""

    def __init__(
        self,
        desk: Desk,
        reach: Scope,
        scope_of: Callable[[], Scope],
        options: Options,
        settings: Settings | None = None,
    ) -> None:
        self._desk = desk
        self._reach = reach
        self._scope_of = scope_of
        self._options = options
        self._settings = settings
        self._subjects = Subjects(reach, limits=options.limits_in_force(), repr_style=options.repr_style)
        self._run: Run | None = None
        self._outcome: str | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_cmdline_main(self, config: pytest.Config) -> None:
        """Keeps pytest-xdist, where a project asks for it, from moving the tests to processes that are not recorded."""
        if hasattr(config.option, "numprocesses"):
            config.option.numprocesses = None
            config.option.tx = []
            config.option.dist = "no"

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Takes out the tests that need no run."""
        covered = {item: _test(item) for item in items if self._covers(item.path)}
        known = self._desk.known(list(covered.values()))
        for path in sorted({item.path for item in items if item not in covered}):
            self._desk.fault(f"{path}: its tests run unrecorded; only files under {self._reach.root} are recorded")
        gone = {item for item, test in covered.items() if test in known}
        if gone:
            config.hook.pytest_deselected(items=[item for item in items if item in gone])
            items[:] = [item for item in items if item not in gone]

    def _covers(self, path: Path) -> bool:
        return self._reach.covers(str(path)) is not None

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Tells that its setup begins."""
        self._desk.begin(nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> None:
        """Puts the recorder in the place of the test's call."""
        if self._covers(item.path):
            call = item.runtest
            item.runtest = lambda: self._record(item, call)  # type: ignore[method-assign]

    def _record(self, item: pytest.Item, call: Callable[[], object]) -> None:
        __tracebackhide__ = True
        del item.runtest
        test = _test(item)
        run = self._run = self._desk.run(test, self._plan(test, call))
        ending = run.ending
        if ending.outcome == "truncated":
            pytest.skip(f"recording stopped at its limit of {ending.stop_reason}")
        if ending.exception is not None:
            raise ending.exception

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Takes note of the test's outcome; a teardown that fails is an error, as in pytest's own summary."""
        if report.when == "call":
            self._outcome = report.outcome
        elif report.failed:
            self._outcome = "error"
            if report.when == "setup":
                self._desk.fault(f"{report.nodeid}: a fixture failed before the test began; not recorded")
        elif report.skipped:
            self._outcome = report.outcome

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """Gives the run away, now that its outcome is known."""
        run, outcome = self._run, self._outcome
        self._run = self._outcome = None
        self._desk.end(nodeid, run, outcome)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Lists files that cannot be collected."""
        if report.failed:
            self._desk.fault(f"{report.nodeid or 'collection'}: {str(report.longrepr).strip()}")

    def _plan(self, test: Collected, call: Callable[[], object]) -> Plan:
        subject = self._subjects.of(test)
        return Plan(
            identity=subject.identity,
            name=subject.name,
            entry=subject.entry,
            input=subject.input,
            program=subject.program,
            scope=self._scope_of(),
            source=self._reach.text,
            call=call,
            exact=self._options.exact,
            # pytest's own capture, and its fixtures that read what was printed, stand behind the recorder's.
            echo=True,
            hide=_hidden,
            settings=self._settings,
        )


def _test(item: pytest.Item) -> Collected:
    return Collected(item.nodeid, str(item.path), getattr(getattr(item, "callspec", None), "id", ""))
