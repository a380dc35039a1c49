"""The pytest plugin that records: it takes the place of each test's call, and waits for its teardown's word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tracewalk.lake import Lake, Writer
from tracewalk.model import Identity, Program, Trace
from tracewalk.recorder.environment import python_version
from tracewalk.recorder.imports import programs, search_path
from tracewalk.recorder.options import Options
from tracewalk.recorder.run import Plan, Run, give, kept_runs, whole
from tracewalk.recorder.scope import Scope
from tracewalk.recorder.suite import SuiteSummary
from tracewalk.settings import load

__all__ = ["Plugin"]


def _hidden(name: str) -> bool:
    return name.startswith("@")


class Plugin:
    """Records each test of one pytest session; `summary` says what became of them."""

    def __init__(self, root: Path, lake: Lake, writer: Writer, options: Options) -> None:
        self.summary = SuiteSummary()
        self.stopped = False
        self._root = root
        self._lake = lake
        self._writer = writer
        self._options = options
        self._settings = load()
        self._limits = options.limits_in_force()
        self._reach = Scope(root, max_files=self._settings.max_files)
        self._programs: dict[Path, tuple[str, ...]] = {}
        self._earlier: dict[str, list[Trace]] = {}
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
        """Takes out the tests whose traces the lake has."""
        known = [item for item in items if self._is_known(item)]
        for path in sorted({item.path for item in items if self._reach.covers(str(item.path)) is None}):
            self.summary.faults.append(f"{path}: its tests run unrecorded; only files under {self._root} are recorded")
        self.summary.kept += len(known)
        if known:
            config.hook.pytest_deselected(items=known)
            gone = set(known)
            items[:] = [item for item in items if item not in gone]

    def _is_known(self, item: pytest.Item) -> bool:
        if self._reach.covers(str(item.path)) is None:
            return False
        earlier = self._earlier[item.nodeid] = kept_runs(self._lake, self._identity(item).trace_id)
        return whole(earlier) is not None and not self._options.again

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> None:
        """Puts the recorder in the place of the test's call."""
        if self._reach.covers(str(item.path)) is not None:
            call = item.runtest
            item.runtest = lambda: self._record(item, call)  # type: ignore[method-assign]

    def _record(self, item: pytest.Item, call: Callable[[], object]) -> None:
        __tracebackhide__ = True
        del item.runtest
        run = Run(self._plan(item, call), self._writer.add_steps, self._earlier.get(item.nodeid, ()))
        ending = run.run()
        if ending.stop_reason == "interrupted":
            self._writer.abandon()
            self.stopped = True
            raise KeyboardInterrupt
        self._run = run
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
                self.summary.faults.append(f"{report.nodeid}: a fixture failed before the test began; not recorded")
        elif report.skipped:
            self._outcome = report.outcome

    def pytest_runtest_logfinish(self, nodeid: str) -> None:  # noqa: ARG002
        """Gives the trace to the lake, now that its outcome is known."""
        run, outcome = self._run, self._outcome
        self._run = self._outcome = None
        if outcome:
            self.summary.outcomes[outcome] += 1
        if run is None:
            return
        if run.twin():
            self._writer.abandon()
            self.summary.again += 1
            return
        stopped = run.ending.outcome == "truncated" and outcome == "skipped"
        give(run, self._writer, None if stopped else outcome)
        self.summary.recorded += 1
        self.summary.new_runs += run.turn.number > 0

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Lists files that cannot be collected."""
        if report.failed:
            self.summary.faults.append(f"{report.nodeid or 'collection'}: {str(report.longrepr).strip()}")

    def _plan(self, item: pytest.Item, call: Callable[[], object]) -> Plan:
        scope = Scope(self._root, max_files=self._settings.max_files)
        identity = self._identity(item)
        return Plan(
            identity=identity,
            name=item.nodeid,
            entry=identity.entry,
            input=identity.input,
            program=Program(self._reach.text(str(item.path)) or ""),
            scope=scope,
            source=self._reach.text,
            call=call,
            exact=self._options.exact,
            # pytest's own capture, and its fixtures that read what was printed, stand behind the recorder's.
            echo=True,
            hide=_hidden,
        )

    def _identity(self, item: pytest.Item) -> Identity:
        parameters = getattr(getattr(item, "callspec", None), "id", "")
        return Identity(
            programs=self._program_ids(item.path),
            entry=item.nodeid.removesuffix(f"[{parameters}]"),
            input=parameters,
            python=python_version(),
            limits=self._limits,
            repr_style=self._options.repr_style,
        )

    def _program_ids(self, path: Path) -> tuple[str, ...]:
        """Of the test's file, the `conftest.py` files above it, and all that these import."""
        if path not in self._programs:
            folders = [folder for folder in path.parents if folder.is_relative_to(self._root)]
            conftests = [str(f / "conftest.py") for f in folders if (f / "conftest.py").is_file()]
            search = search_path(path.parent, *folders, root=self._root)
            self._programs[path] = programs([str(path), *conftests], self._reach, search)
        return self._programs[path]
