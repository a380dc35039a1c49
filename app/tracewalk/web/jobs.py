"""Predictions under way: each runs in the background, whoever watches, and is kept in the lake when it ends."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from uuid import uuid4

from tracewalk.cwm import estimate_tokens
from tracewalk.errors import Busy, NotFound, TracewalkError
from tracewalk.lake import Lake
from tracewalk.predict import (
    Ask,
    Asked,
    Draft,
    Endpoint,
    Subject,
    first_index,
    next_try,
    say,
    settle,
    still_unfit,
    subject,
)
from tracewalk.settings import Settings
from tracewalk.web.models import Models

__all__ = ["Job", "Jobs"]

_LOG = logging.getLogger(__name__)
_REMEMBERED = 200
"""Jobs that are over; the last ones stay known to those who watch them."""
_PATIENCE = 10.0
"""Seconds in which jobs may keep what they have when the server ends."""


@dataclass(slots=True, eq=False, weakref_slot=True)
class Job:
    """One prediction being made, or made. `version` moves with every change that a watcher could see."""

    job_id: str
    trace_id: str
    endpoint: str
    ask: Ask
    subject: Subject | None
    """What the model is asked about; None once the prediction is in the lake, which says more."""
    state: str = "waiting"
    """waiting, running, done, failed, cancelled."""
    draft: Draft = field(default_factory=Draft)
    asked: Asked | None = None
    prediction_id: str | None = None
    """Once it is in the lake."""
    error: str | None = None
    version: int = 0
    """To be read before the rest, so that what is shown is at least that new."""
    task: asyncio.Task[None] | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.state in ("done", "failed", "cancelled")

    def move(self, state: str, error: str | None = None) -> None:
        """Another state, for all who watch."""
        self.error = error or self.error
        self.state = state
        self.version += 1

    def is_of(self, trace_id: str, endpoint: str, ask: Ask) -> bool:
        """Whether the very same is asked."""
        return (self.trace_id, self.endpoint, self.ask) == (trace_id, endpoint, ask)


class Jobs:
    """The jobs of one server, on an event loop of their own; safe to call from any thread."""

    def __init__(self, lake: Lake, models: Models, settings: Settings) -> None:
        self._lake = lake
        self._models = models
        self._settings = settings
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False

    def start(self, trace_id: str, endpoint: str, ask: Ask) -> Job:
        """Begins a prediction; one of the very same that is under way is joined.

        Raises `NotFound` for a trace or an endpoint, `UsageError` for a step that the trace has not, `Busy` where as
        many are under way as may be.
        """
        self._lake.require_writable()
        self._models.require(endpoint)
        about = subject(self._lake, trace_id)
        first_index(about, ask)
        with self._lock:
            if self._closed:
                raise Busy("this server is ending; start it again")
            running = [job for job in self._jobs.values() if not job.over]
            same = next((job for job in running if job.is_of(trace_id, endpoint, ask)), None)
            if same is not None:
                return same
            if len(running) >= self._settings.live_jobs:
                raise Busy(
                    f"{len(running)} predictions are under way, as many as this server runs at once; try again when "
                    "one of them is done"
                )
            job = Job(uuid4().hex, trace_id, endpoint, ask, about)
            self._jobs[job.job_id] = job
            self._forget()
            self._begin(job, about)
        return job

    def get(self, job_id: str) -> Job:
        """A job by its id. Raises `NotFound`."""
        with self._lock:
            if job_id not in self._jobs:
                raise NotFound(
                    f"no job {job_id[:60]!r} is known to this server. It forgets jobs when it restarts; "
                    "what they had said is among the trace's predictions."
                )
            return self._jobs[job_id]

    def cancel(self, job_id: str) -> Job:
        """Stops a job; what came is kept."""
        job = self.get(job_id)
        if self._loop is not None and not job.over:
            self._loop.call_soon_threadsafe(_cancel, job)
        return job

    def close(self) -> None:
        """Stops all jobs, which keep what came, and then the thread in which they run; none can be begun again."""
        with self._lock:
            running = [job for job in self._jobs.values() if not job.over]
            loop, self._loop, self._closed = self._loop, None, True
        if loop is None:
            return
        try:
            asyncio.run_coroutine_threadsafe(_stopped(running), loop).result(_PATIENCE)
        except TimeoutError:
            _LOG.warning("a prediction did not stop in time; what it had said is lost")
        loop.call_soon_threadsafe(loop.stop)

    def _forget(self) -> None:
        """Drops the oldest jobs that are over."""
        over = [job_id for job_id, job in self._jobs.items() if job.over]
        for job_id in over[: max(0, len(over) - _REMEMBERED)]:
            del self._jobs[job_id]

    def _begin(self, job: Job, about: Subject) -> None:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            threading.Thread(target=self._loop.run_forever, name="predictions", daemon=True).start()
        self._loop.call_soon_threadsafe(self._task, job, about)

    def _task(self, job: Job, about: Subject) -> None:
        job.task = asyncio.get_running_loop().create_task(self._run(job, about))
        # One that is cancelled before it began never runs, not even to say so.
        job.task.add_done_callback(lambda _: None if job.over else job.move("cancelled"))

    async def _run(self, job: Job, about: Subject) -> None:
        state = "failed"
        try:
            await self._speak(job, about)
            state = "failed" if job.draft.stopped_by == "failed" else "done"
        except asyncio.CancelledError:
            job.draft.end("cancelled", "stopped by a visitor, or with its server")
            state = "cancelled"
        except TracewalkError as failed:
            job.draft.end("failed", str(failed))
        except Exception:
            _LOG.exception("a prediction failed")
            job.draft.end("failed", "It is a fault of Tracewalk; the server's log says where.")
        await _undisturbed(lambda: self._end(job, about, state))

    async def _speak(self, job: Job, about: Subject) -> None:
        config = await asyncio.to_thread(self._models.config, job.endpoint)
        async with Endpoint(config, estimate=estimate_tokens, settings=self._settings) as endpoint:
            info = await endpoint.probe()
            job.asked = next_try(self._lake, config, info, job.ask, job.trace_id)
            job.draft.began = time.monotonic()
            job.move("running")
            async with aclosing(say(endpoint, about, job.ask, job.draft, seed=job.asked.seed)) as pieces:
                async for _ in pieces:
                    job.version += 1

    def _end(self, job: Job, about: Subject, state: str) -> None:
        """Keeps what came, whatever came, and only then says that it is over."""
        error = job.draft.error if state == "failed" else None
        try:
            if job.asked is not None:
                job.prediction_id = self._kept(about, job.asked, job.draft)
                job.subject = None
        except TracewalkError as failed:
            state, error = "failed", f"{f'{error}; ' if error else ''}it could not be kept: {failed}"
        except Exception:
            _LOG.exception("a prediction could not be kept")
            state, error = "failed", "It could not be kept: a fault of Tracewalk; the server's log says where."
        job.move(state, error)

    def _kept(self, about: Subject, asked: Asked, draft: Draft) -> str:
        """The id under which it is kept; what the lake has already was said again for who watches, and is kept once."""
        if known := still_unfit(self._lake, asked, draft):
            return known
        if not asked.known:
            prediction, rows = settle(about, asked, draft)
            with self._lake.writer(inbox=True) as writer:
                writer.add_prediction(prediction, rows)
        return asked.identity.prediction_id


def _cancel(job: Job) -> None:
    if job.task is not None:
        job.task.cancel()


async def _stopped(jobs: Sequence[Job]) -> None:
    for job in jobs:
        _cancel(job)
    await asyncio.gather(*(job.task for job in jobs if job.task is not None), return_exceptions=True)


async def _undisturbed(work: Callable[[], None]) -> None:
    """Work in a thread, so that other jobs go on meanwhile; to cancel it is too late."""
    done = asyncio.ensure_future(asyncio.to_thread(work))
    while not done.done():
        with suppress(asyncio.CancelledError):
            await asyncio.shield(done)
