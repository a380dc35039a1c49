"""The loop: candidates and tests are written, run and predicted, judged and kept; a few problems at a time.

What the lake has is neither asked for nor run again, so that the same command goes on where it was stopped.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from tracewalk.errors import EndpointError, EndpointUnreachable
from tracewalk.model import Check, Limits, ProblemText
from tracewalk.predict import subject
from tracewalk.predict.draft import clean
from tracewalk.sandbox import Cancelled, Sandbox
from tracewalk.verify import judge
from tracewalk.verify.answers import stated
from tracewalk.verify.author import Author
from tracewalk.verify.known import kept_checks
from tracewalk.verify.made import item_of, made_check
from tracewalk.verify.plan import Asking, Planned, planned
from tracewalk.verify.problem import Problem, Written
from tracewalk.verify.run import Actual, Runs, alone
from tracewalk.verify.said import Said
from tracewalk.verify.together import together

if TYPE_CHECKING:
    from tracewalk.lake import Lake, Writer
    from tracewalk.verify.world import World

__all__ = ["Verified", "verify"]

T = TypeVar("T")

_GIVE_UP_AFTER = 5
"""Failures in a row, after which the server is taken for gone."""


@dataclass(slots=True)
class Verified:
    """What came of it, and while it runs, what has come so far."""

    total: int = 0
    """Problems."""
    done: int = 0
    checks: list[Check] = field(default_factory=list)
    """All checks of these problems: those made now, and those that the lake had."""
    known: int = 0
    faults: list[str] = field(default_factory=list)
    interrupted: bool = False

    @property
    def made(self) -> int:
        """Checks that are new."""
        return len(self.checks) - self.known


Progress = Callable[[Verified, str], None]


async def verify(
    lake: Lake,
    problems: Sequence[Problem],
    author: Author,
    *,
    name: str,
    limits: Limits,
    asking: Asking,
    world: World | None = None,
    jobs: int = 1,
    stopped: Callable[[], bool] = lambda: False,
    progress: Progress = lambda _done, _doing: None,
) -> Verified:
    """Checks each candidate of each problem on each test, into a problem set called `name`.

    Without a `world` what authors stated is the prediction, if they did. Once `stopped`, what is whole is kept, and
    what there is returned. Raises `SandboxMissing`, `ReadOnlyLake`; `EndpointUnreachable` where a server fails again
    and again, also then with what is whole kept.
    """
    lake.require_writable()
    done = Verified(total=len(problems))
    known = {check.check_id: check for check in kept_checks(lake, name)}
    with Sandbox(alone(lake.settings)) as sandbox, lake.writer(inbox=True) as writer:
        runs = Runs(lake, writer, sandbox, limits, lambda: not stopped())
        work = _Work(lake, writer, runs, author, asking, world, known, done, name, limits, jobs, stopped, progress)
        for some in _by_number(problems, author.at_once):
            if stopped():
                done.interrupted = True
                break
            await work.problems(some)
    return done


def _by_number(given: Iterable[T], number: int) -> Iterator[list[T]]:
    left = iter(given)
    while some := list(islice(left, number)):
        yield some


@dataclass(slots=True)
class _Work:
    """One verification at work; nothing of it runs beside anything else that writes."""

    lake: Lake
    writer: Writer
    runs: Runs
    author: Author
    asking: Asking
    world: World | None
    known: Mapping[str, Check]
    done: Verified
    name: str
    limits: Limits
    jobs: int
    stopped: Callable[[], bool]
    progress: Progress
    failures: int = 0

    async def problems(self, some: Sequence[Problem]) -> None:
        """Makes the checks of some problems, and publishes them."""
        written = await self._written(some)
        fresh: dict[str, Planned] = {}
        for problem, what in written:
            self._keep_text(problem)
            for check in planned(self.name, problem, what, self.asking, self.limits):
                check_id = check.identity.check_id
                if (there := self.known.get(check_id)) is not None:
                    self.done.checks.append(there)
                    self.done.known += 1
                else:
                    fresh.setdefault(check_id, check)
        if fresh and not self.stopped():
            try:
                await self._checks(list(fresh.values()))
            except Cancelled:
                self.done.interrupted = True
        self.done.interrupted |= self.stopped()
        self.done.done += len(some)
        self.progress(self.done, "")

    def _keep_text(self, problem: Problem) -> None:
        """What is to be solved, for who looks at its checks; a given program says that itself."""
        if problem.text:
            kept = ProblemText(self.name, clean(problem.task_id), problem.entry, clean(problem.text), datetime.now(UTC))
            self.writer.add_problem(kept)

    async def _written(self, some: Sequence[Problem]) -> list[tuple[Problem, Written]]:
        found: dict[str, Written] = {}

        async def one(problem: Problem) -> None:
            try:
                found[problem.task_id] = await self.author.write(problem)
                self.failures = 0
            except EndpointError as failed:
                self._failed(f"{problem.task_id}: {failed}", failed)

        await together(some, one, workers=self.jobs, stopped=self.stopped)
        for what in found.values():
            self.done.faults += what.faults
        return [(problem, found[problem.task_id]) for problem in some if problem.task_id in found]

    def _failed(self, fault: str, why: object) -> None:
        self.done.faults.append(fault)
        self.failures += 1
        if self.failures >= _GIVE_UP_AFTER:
            raise EndpointUnreachable(f"{self.failures} requests in a row failed, the last one: {why}")

    async def _checks(self, fresh: list[Planned]) -> None:
        self.progress(self.done, "running")
        ran = await asyncio.to_thread(self.runs.run, fresh)
        actual = {check.identity.check_id: ran.get(check.trace_id, Actual()) for check in fresh}
        self.writer.publish()  # what is predicted is read from the lake
        said: dict[str, Said] = {}
        try:
            await self._predict(fresh, actual, said)
        finally:
            whole = [check for check in fresh if check.identity.check_id in said]
            await self._judge(whole, actual, said)

    async def _predict(self, fresh: Sequence[Planned], actual: Mapping[str, Actual], said: dict[str, Said]) -> None:
        """What the model says of each, into `said`; what failed is not there, to be asked again."""
        if self.world is None:
            about = lru_cache(4)(lambda trace_id: subject(self.lake, trace_id))
            for check in fresh:
                check_id = check.identity.check_id
                trace_id = actual[check_id].trace_id
                said[check_id], new = stated(self.lake, check, about(trace_id) if trace_id else None)
                if new is not None:
                    self.writer.add_prediction(*new)
            return
        of: dict[str, list[str]] = {}
        for check_id, what in actual.items():
            if what.trace_id is None:
                said[check_id] = Said()
            else:
                of.setdefault(what.trace_id, []).append(check_id)
        world = self.world

        async def one(trace_id: str) -> None:
            found, new = await world.say(trace_id)
            if new is not None:
                self.writer.add_prediction(*new)
            if found.again:
                self._failed(f"trace {trace_id}: {found.error}", found.error)
                return
            self.failures = 0
            said.update(dict.fromkeys(of[trace_id], found))
            self.progress(self.done, f"predicting, {len(said):,} of {len(fresh):,} checks")

        await together(of, one, workers=self.jobs, stopped=self.stopped)

    async def _judge(self, whole: Sequence[Planned], actual: Mapping[str, Actual], said: Mapping[str, Said]) -> None:
        claims = {}
        for check in whole:
            check_id = check.identity.check_id
            claims[check_id] = (
                judge.claim_about_run(check, actual[check_id]),
                judge.claim_about_saying(check, said[check_id]),
            )
        wanted = {claim for pair in claims.values() for claim in pair if claim is not None}
        held = await asyncio.to_thread(self.runs.hold, wanted) if wanted else {}
        for check in whole:
            check_id = check.identity.check_id
            really, word = (None if claim is None else held[claim] for claim in claims[check_id])
            self._keep(check, actual[check_id], said[check_id], really, word)
        self.writer.publish()

    def _keep(self, check: Planned, actual: Actual, said: Said, really: bool | None, word: bool | None) -> None:
        made = made_check(
            check, self.asking, actual, said,
            true_pass=judge.true_pass(check, actual, really), accepts=judge.accepts(check, said, word),
        )  # fmt: skip
        self.writer.add_program(check.program)
        if (item := item_of(made)) is not None:
            self.writer.add_item(item)
        self.writer.add_check(made)
        self.done.checks.append(made)
