"""Loops under way: problems verified in the background, one set after the other, whoever watches."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace

from tracewalk.cwm import estimate_tokens
from tracewalk.errors import SandboxMissing
from tracewalk.lake import Lake
from tracewalk.predict import Ask, Endpoint
from tracewalk.sandbox import Sandbox
from tracewalk.settings import Settings
from tracewalk.verify import Verified
from tracewalk.verify.carried import Writing, carry_out
from tracewalk.verify.order import Order
from tracewalk.web.models import Models
from tracewalk.web.queue import Queue, Words, Work

__all__ = ["Goal", "Loop", "Loops"]

_REMEMBERED = 50
"""Loops that are over; the last ones stay known to those who watch them."""
_AT_ONCE = 3
"""Problems that are published together: what is kept is seen that soon, and a stop loses at most so many."""
_REQUESTS = 2
"""Requests at once."""
_WORDS = Words(
    name="loop",
    threads="loops",
    stopped="stopped",
    busy="{n} problem sets are under way or wait; try again when one of them is done",
    unknown="no loop {id} is known to this server. It forgets them when it restarts; what was kept is in the lake.",
    fault=" What was whole is kept.",
)


@dataclass(frozen=True, slots=True, eq=False)
class Goal:
    """What is to be verified, and who predicts and writes; names of endpoints."""

    order: Order
    endpoint: str | None
    """None: the file states outputs."""
    writer: str | None
    """None: nothing is to be written."""
    mode: str
    writing: Writing
    same: str
    """A digest of all that was asked: the very same that is under way is joined."""


@dataclass(eq=False)
class Loop(Work):
    """One set of problems being verified, or verified. `version` moves with all that a watcher could see."""

    goal: Goal
    doing: str = ""
    done: int = 0
    """Problems."""
    total: int = 0
    made: int = 0
    """Checks that are new."""
    known: int = 0
    faults: tuple[str, ...] = ()
    version: int = 0

    def tell(self, so_far: Verified, doing: str) -> None:
        """How far it is."""
        self.done, self.total, self.doing = so_far.done, so_far.total, doing
        self.made, self.known, self.faults = so_far.made, so_far.known, tuple(so_far.faults)
        self.version += 1

    def end(self, state: str, error: str | None = None) -> None:
        """Nothing more will come; what was to be verified is let go."""
        self.goal = replace(self.goal, order=replace(self.goal.order, problems=[], author=None))
        self.doing = ""
        super().end(state, error)
        self.version += 1


class Loops:
    """The loops of one server, one after the other: each takes the sandbox whole. Safe to call from any thread."""

    def __init__(self, lake: Lake, models: Models, settings: Settings) -> None:
        self._lake = lake
        self._models = models
        self._settings = settings
        self._queue: Queue[Loop] = Queue(self._carry_out, _WORDS, most=settings.live_jobs, remembered=_REMEMBERED)

    def start(self, goal: Goal) -> Loop:
        """Begins one; the very same that is under way is joined.

        Raises `NotFound` for an endpoint, `SandboxMissing`, `ReadOnlyLake`, `Busy` where as many wait as may.
        """
        self._lake.require_writable()
        if (why := Sandbox.missing()) is not None:
            raise SandboxMissing(why)
        for name in filter(None, (goal.endpoint, goal.writer)):
            self._models.require(name)
        return self._queue.add(Loop(goal, total=len(goal.order.problems)), lambda loop: loop.goal.same == goal.same)

    def get(self, job_id: str) -> Loop:
        """One by its id. Raises `NotFound`."""
        return self._queue.get(job_id)

    def running(self) -> Loop | None:
        """The one that runs, or waits longest; None: there is none."""
        return self._queue.running()

    def cancel(self, job_id: str) -> Loop:
        """Stops one; what was whole is kept."""
        return self._queue.cancel(job_id)

    def close(self) -> None:
        """Stops all; what was whole is kept."""
        self._queue.close()

    def _carry_out(self, loop: Loop) -> None:
        loop.state, loop.doing = "running", "asking the model what it is"
        loop.version += 1
        done = asyncio.run(self._verify(loop))
        loop.tell(done, "")
        loop.end("stopped" if done.interrupted else "done")

    async def _verify(self, loop: Loop) -> Verified:
        goal = loop.goal
        async with AsyncExitStack() as stack:
            opened: dict[str, Endpoint] = {}
            for name in filter(None, (goal.endpoint, goal.writer)):
                if name not in opened:
                    config = await asyncio.to_thread(self._models.config, name)
                    made = Endpoint(config, estimate=estimate_tokens, settings=self._settings)
                    opened[name] = await stack.enter_async_context(made)
                    await made.probe()
            return await carry_out(
                goal.order, self._lake, opened.get(goal.endpoint or ""), opened.get(goal.writer or ""),
                Ask(goal.mode), goal.writing, jobs=_REQUESTS, at_once=_AT_ONCE, stopped=loop.stopped.is_set,
                progress=loop.tell,
            )  # fmt: skip
