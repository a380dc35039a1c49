"""Predictions under way: each runs in the background, whoever watches, and is kept in the lake when it ends."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import OrderedDict
from collections.abc import Coroutine
from concurrent.futures import Future
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tracewalk.cwm import estimate_tokens
from tracewalk.errors import LimitError, NotFound, TracewalkError
from tracewalk.lake import Lake
from tracewalk.predict import Ask, Asked, Draft, Endpoint, Subject, next_try, say, settle, subject
from tracewalk.settings import Settings
from tracewalk.web.models import Models

__all__ = ["Job", "Jobs"]

_LOG = logging.getLogger(__name__)
_REMEMBERED = 200


@dataclass(slots=True)
class Job:
    """One prediction being made, or made. `version` moves with every change that a watcher could see."""

    job_id: str
    endpoint: str
    ask: Ask
    subject: Subject
    state: str = "waiting"
    """waiting, running, done, failed, cancelled."""
    draft: Draft = field(default_factory=Draft)
    asked: Asked | None = None
    prediction_id: str | None = None
    """Once it is in the lake."""
    error: str | None = None
    version: int = 0
    task: Future[None] | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.state in ("done", "failed", "cancelled")


class Jobs:
    """The jobs of one server, on an event loop of their own; safe to call from any thread."""

    def __init__(self, lake: Lake, models: Models, settings: Settings) -> None:
        self._lake = lake
        self._models = models
        self._settings = settings
        self._lock = threading.Lock()
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self, trace_id: str, endpoint: str, ask: Ask) -> Job:
        """Begins a prediction. Raises `NotFound` for a trace or an endpoint, `LimitError` where too many run."""
        self._lake.require_writable()
        if endpoint not in (names := [listed["name"] for listed in self._models.listed()]):
            raise NotFound(f"no endpoint {endpoint[:60]!r}; there are: {', '.join(names)}")
        job = Job(uuid4().hex, endpoint, ask, subject(self._lake, trace_id))
        with self._lock:
            running = sum(not known.over for known in self._jobs.values())
            if running >= self._settings.live_jobs:
                raise LimitError(f"{running} predictions are under way, as many as this server runs at once; try later")
            self._jobs[job.job_id] = job
            while len(self._jobs) > _REMEMBERED:
                self._jobs.popitem(last=False)
            job.task = self._submit(self._run(job))
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
        if job.task is not None and not job.over:
            job.task.cancel()
        return job

    def _submit(self, work: Coroutine[Any, Any, None]) -> Future[None]:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            threading.Thread(target=self._loop.run_forever, name="predictions", daemon=True).start()
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _run(self, job: Job) -> None:
        try:
            await self._speak(job)
        except asyncio.CancelledError:
            job.draft.end("cancelled", "stopped by a visitor")
            self._end(job, "cancelled")
        except TracewalkError as failed:
            job.error = str(failed)
            self._end(job, "failed")
        except Exception:
            _LOG.exception("a prediction failed")
            job.error = "It is a fault of Tracewalk; the server's log says where."
            self._end(job, "failed")

    async def _speak(self, job: Job) -> None:
        config = await asyncio.to_thread(self._models.config, job.endpoint)
        async with Endpoint(config, estimate=estimate_tokens, settings=self._settings) as endpoint:
            info = await endpoint.probe()
            job.asked = next_try(self._lake, config, info, job.ask, job.subject.trace.trace_id)
            if job.asked.known:  # greedy decoding would say the same again
                job.prediction_id = job.asked.identity.prediction_id
                self._move(job, "done")
                return
            self._move(job, "running")
            async with aclosing(say(endpoint, job.subject, job.ask, job.draft, seed=job.asked.seed)) as pieces:
                async for _ in pieces:
                    job.version += 1
        job.error = job.draft.error
        self._end(job, "failed" if job.draft.stopped_by == "failed" else "done")

    def _end(self, job: Job, state: str) -> None:
        """Keeps what came, whatever came, and says so only then."""
        if job.asked is not None:
            try:
                prediction, rows = settle(job.subject, job.asked, job.draft)
                with self._lake.writer(inbox=True) as writer:
                    writer.add_prediction(prediction, rows)
                job.prediction_id = prediction.prediction_id
            except TracewalkError as failed:
                job.error = f"{job.error + '; ' if job.error else ''}it could not be kept: {failed}"
                state = "failed"
        self._move(job, state)

    @staticmethod
    def _move(job: Job, state: str) -> None:
        job.state = state
        job.version += 1
