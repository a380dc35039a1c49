"""Loops under way: problems verified in the background, one set after the other, whoever watches."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from uuid import uuid4

from tracewalk.cwm import estimate_tokens
from tracewalk.errors import Busy, NotFound, SandboxMissing, TracewalkError
from tracewalk.lake import Lake
from tracewalk.predict import Ask, Endpoint
from tracewalk.sandbox import Sandbox
from tracewalk.settings import Settings
from tracewalk.verify import Verified
from tracewalk.verify.carried import Writing, carry_out
from tracewalk.verify.order import Order
from tracewalk.web.models import Models

__all__ = ["Goal", "Loop", "Loops"]

_LOG = logging.getLogger(__name__)
_REMEMBERED = 50
"""Loops that are over; the last ones stay known to those who watch them."""
_AT_ONCE = 3
"""Problems that are published together: what is kept is seen that soon, and a stop loses at most so many."""
_REQUESTS = 2
"""Requests at once."""


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


@dataclass(slots=True, eq=False)
class Loop:
    """One set of problems being verified, or verified. `version` moves with all that a watcher could see."""

    job_id: str
    goal: Goal
    state: str = "waiting"
    """waiting, running, done, stopped, failed."""
    doing: str = ""
    done: int = 0
    """Problems."""
    total: int = 0
    made: int = 0
    """Checks that are new."""
    known: int = 0
    faults: tuple[str, ...] = ()
    error: str | None = None
    version: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)
    began: float = field(default_factory=time.monotonic)
    ended: float | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.ended is not None

    @property
    def seconds(self) -> float:
        """Since it was begun, up to its end."""
        return (self.ended or time.monotonic()) - self.began

    def tell(self, so_far: Verified, doing: str) -> None:
        """How far it is."""
        self.done, self.total, self.doing = so_far.done, so_far.total, doing
        self.made, self.known, self.faults = so_far.made, so_far.known, tuple(so_far.faults)
        self.version += 1

    def end(self, state: str, error: str | None = None) -> None:
        """Nothing more will come; what was to be verified is let go."""
        self.goal = replace(self.goal, order=replace(self.goal.order, problems=[], author=None))
        self.error, self.state, self.doing, self.ended = error, state, "", time.monotonic()
        self.version += 1


class Loops:
    """The loops of one server, one after the other: each takes the sandbox whole. Safe to call from any thread."""

    def __init__(self, lake: Lake, models: Models, settings: Settings) -> None:
        self._lake = lake
        self._models = models
        self._settings = settings
        self._lock = threading.Lock()
        self._loops: dict[str, Loop] = {}
        self._worker: ThreadPoolExecutor | None = None
        self._closed = False

    def start(self, goal: Goal) -> Loop:
        """Begins one; the very same that is under way is joined.

        Raises `NotFound` for an endpoint, `SandboxMissing`, `ReadOnlyLake`, `Busy` where as many wait as may.
        """
        self._lake.require_writable()
        if (why := Sandbox.missing()) is not None:
            raise SandboxMissing(why)
        for name in filter(None, (goal.endpoint, goal.writer)):
            self._models.require(name)
        with self._lock:
            if self._closed:
                raise Busy("this server is ending; start it again")
            running = [loop for loop in self._loops.values() if not loop.over]
            for loop in running:
                if loop.goal.same == goal.same and not loop.stopped.is_set():
                    return loop
            if len(running) >= self._settings.live_jobs:
                raise Busy(f"{len(running)} problem sets are under way or wait; try again when one of them is done")
            made = Loop(uuid4().hex, goal, total=len(goal.order.problems))
            self._loops[made.job_id] = made
            over = [job_id for job_id, each in self._loops.items() if each.over]
            for job_id in over[: max(0, len(over) - _REMEMBERED)]:
                del self._loops[job_id]
            self._worker = self._worker or ThreadPoolExecutor(1, thread_name_prefix="loops")
            self._worker.submit(self._run, made)
        return made

    def get(self, job_id: str) -> Loop:
        """One by its id. Raises `NotFound`."""
        with self._lock:
            if job_id not in self._loops:
                raise NotFound(
                    f"no loop {job_id[:60]!r} is known to this server. It forgets them when it restarts; what was "
                    "kept is in the lake."
                )
            return self._loops[job_id]

    def running(self) -> Loop | None:
        """The one that runs, or waits longest; None: there is none."""
        with self._lock:
            return next((loop for loop in self._loops.values() if not loop.over), None)

    def cancel(self, job_id: str) -> Loop:
        """Stops one; what was whole is kept."""
        loop = self.get(job_id)
        loop.stopped.set()
        return loop

    def close(self) -> None:
        """Stops all; what was whole is kept."""
        with self._lock:
            self._closed = True
            worker, self._worker = self._worker, None
            for loop in self._loops.values():
                loop.stopped.set()
        if worker is not None:
            worker.shutdown()

    def _run(self, loop: Loop) -> None:
        try:
            if loop.stopped.is_set():
                loop.end("stopped")
                return
            loop.state, loop.doing = "running", "asking the model what it is"
            loop.version += 1
            done = asyncio.run(self._verify(loop))
            loop.tell(done, "")
            loop.end("stopped" if done.interrupted else "done")
        except TracewalkError as failed:
            loop.end("failed", str(failed))
        except Exception:
            _LOG.exception("a loop failed")
            loop.end("failed", "It is a fault of Tracewalk; the server's log says where. What was whole is kept.")

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
