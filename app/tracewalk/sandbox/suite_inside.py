"""Inside: runs pytest in the copy of a project, and tells of each test."""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from tracewalk.errors import RecordError
from tracewalk.recorder.collected import Collected
from tracewalk.recorder.options import Options
from tracewalk.recorder.run import Plan, Run
from tracewalk.recorder.stage import fresh_modules, stage
from tracewalk.sandbox.frames import TOLD, write_frame
from tracewalk.sandbox.job_pipe import PIPE, allow_seconds, recorded
from tracewalk.sandbox.order import Order
from tracewalk.sandbox.project_ways import at_home
from tracewalk.sandbox.suite_order import Session
from tracewalk.settings import Settings

__all__ = ["run_suite"]

_MAX_TEXT = 10_000
_CONTINUE = "--continue-on-collection-errors"


def run_suite(order: Order, settings: Settings) -> None:
    """One session. Raises `RecordError` where pytest is missing."""
    session = Session.of(order.project)
    project = session.project
    scope = project.scope(max_files=settings.max_files)
    with at_home(project), fresh_modules(scope), redirect_stdout(_Said()), redirect_stderr(_Said()):
        try:
            import pytest  # noqa: PLC0415

            from tracewalk.recorder.pytest_plugin import Plugin  # noqa: PLC0415
        except ImportError as fault:
            raise RecordError(
                f"recording tests needs pytest in the environment of Tracewalk ({fault}): `python3 -m pip --python "
                f"{sys.prefix} install pytest`"
            ) from None
        identity = order.subject.identity
        options = Options(repr_style=identity.repr_style, limits=identity.limits, exact=order.exact)
        desk = _Desk(session, order, settings)
        plugin = Plugin(desk, scope, lambda: project.scope(max_files=settings.max_files), options, settings)
        given = [*(["--collect-only"] if session.collect else []), _CONTINUE, *project.words]
        with stage(str(Path.cwd()), ["pytest", *given]):
            code = pytest.main(given, plugins=[plugin])
    _tell(exit=int(code))


class _Desk:
    """Tells the parent, who knows the lake."""

    def __init__(self, session: Session, order: Order, settings: Settings) -> None:
        self._session = session
        self._known = frozenset(session.known)
        self._careful_from = order.careful_from
        self._spare = settings.sandbox_spare_seconds
        self._seconds = order.subject.identity.limits.seconds + 2 * self._spare

    def known(self, tests: list[Collected]) -> set[Collected]:
        session = self._session
        if session.collect:
            told = [[test.nodeid, test.path, test.parameters] for test in tests]
            _tell(tests=told, path=[entry for entry in sys.path if entry.startswith(session.project.root)])
        if session.only:
            return {test for test in tests if test.nodeid != session.only}
        return {test for test in tests if test.nodeid in self._known}

    def begin(self, nodeid: str) -> None:
        allow_seconds(self._seconds)
        _tell(begin=nodeid)

    def run(self, test: Collected, plan: Plan) -> Run:
        allow_seconds(self._seconds)
        _tell(test=[test.nodeid, test.path, test.parameters])
        return recorded(plan, self._careful_from, self._spare)

    def end(self, nodeid: str, run: Run | None, outcome: str | None) -> None:  # noqa: ARG002
        _tell(end=nodeid, outcome=outcome)

    def fault(self, message: str) -> None:
        _tell(fault=message[:_MAX_TEXT])


class _Said(io.TextIOBase):
    """Stands in for pytest's terminal."""

    encoding = "utf-8"

    def write(self, text: str) -> int:
        for start in range(0, len(text), _MAX_TEXT):
            _tell(say=text[start : start + _MAX_TEXT])
        return len(text)

    def writable(self) -> bool:
        return True


def _tell(**what: Any) -> None:
    write_frame(PIPE, TOLD, json.dumps(what).encode())
