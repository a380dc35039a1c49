"""Whether a patch repairs a repository: it is applied to the broken one, and the healthy one's tests are run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tracewalk.forage.repository import Repository
from tracewalk.forage.session import Session
from tracewalk.forage.task import Task
from tracewalk.forage.witnessed import PytestRun
from tracewalk.sandbox import Sandbox

__all__ = ["Judge", "Verdict"]

_TESTS = "python -m pytest -q -p no:cacheprovider"
_APPLY = "git init -q --template= && git apply --whitespace=nowarn submitted.patch && rm submitted.patch"
_MOST_SAID = 2_000


@dataclass(frozen=True)
class Verdict:
    """What the tests say."""

    solved: bool
    message: str
    """Why it was not even run, or empty."""
    passed: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    """Also those that ended otherwise, or did not run at all."""


class Judge:
    """Judges patches; the code that is judged runs in one process with its tests, and may cheat them as any may."""

    def __init__(self, sandbox: Sandbox, *, seconds: float, wanted: Callable[[], bool] = lambda: True) -> None:
        self._sandbox = sandbox
        self._seconds = seconds
        self._wanted = wanted
        self._expected: dict[str, tuple[str, ...]] = {}

    def judge(self, task: Task, patch: str | None) -> Verdict:
        """The verdict on a patch; None: nothing was submitted. What it does to tests does not count."""
        if patch is None:
            return Verdict(solved=False, message="Nothing was submitted")
        if not patch.strip():
            return Verdict(solved=False, message="Empty patch")
        if "diff" not in patch:
            return Verdict(solved=False, message="'diff' not in patch")
        session = self._session(task.broken)
        session.put("submitted.patch", patch.encode())
        applied = session.run(_APPLY).shell
        if applied.exit_code != 0:
            return Verdict(solved=False, message=f"The patch does not apply: {applied.output[:_MOST_SAID].strip()}")
        expected = self.passing(task.healthy)
        if not expected:
            return Verdict(solved=False, message="The healthy repository has no tests that pass")
        found = self.tests(session.repository.with_tests_of(task.healthy))
        came = found.tests if found else {}
        failed = tuple(name for name in expected if came.get(name) != "passed")
        return Verdict(not failed, "", tuple(name for name in expected if name not in failed), failed)

    def tests(self, repository: Repository) -> PytestRun | None:
        """Runs all tests of a repository; None where pytest left no word."""
        runs = self._session(repository).run(_TESTS).runs
        return runs[0] if runs else None

    def passing(self, repository: Repository) -> tuple[str, ...]:
        """The tests of a repository that pass; the same repository is asked once."""
        key = repository.digest
        if key not in self._expected:
            run = self.tests(repository)
            self._expected[key] = run.named("passed") if run else ()
        return self._expected[key]

    def _session(self, repository: Repository) -> Session:
        return Session(repository, self._sandbox, seconds=self._seconds, wanted=self._wanted)
