"""Branches under way: each is run in the sandbox in the background, whoever watches, and kept when it ends."""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from uuid import uuid4

from tracewalk.errors import Busy, NotFound, SandboxMissing, TracewalkError
from tracewalk.lake import Lake
from tracewalk.model import Branch
from tracewalk.predict import subject
from tracewalk.sandbox import Cancelled, Sandbox
from tracewalk.settings import Settings
from tracewalk.verify.branch import Branched, Edit, make_branch
from tracewalk.verify.branch_ask import going_on, require_mode
from tracewalk.verify.branch_edit import branch_from
from tracewalk.verify.branch_rerun import rerun
from tracewalk.web.jobs import Jobs
from tracewalk.web.models import Models

__all__ = ["BranchJob", "BranchJobs", "Goal"]

_LOG = logging.getLogger(__name__)
_REMEMBERED = 200
"""Jobs that are over; the last ones stay known to those who watch them."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What is wanted: a branch, and with an endpoint that its model goes on from the same edited state."""

    branch: Branch
    endpoint: str | None = None
    mode: str = "full"


@dataclass(slots=True, eq=False)
class BranchJob:
    """One branch being made, or made."""

    job_id: str
    goal: Goal
    edit: Edit
    state: str = "waiting"
    """waiting, running, done, failed, cancelled."""
    made: Branched | None = None
    prediction_job: str | None = None
    """The job of `web.jobs` that predicts it."""
    error: str | None = None
    unpredicted: str | None = None
    """Why the branch is there and no prediction of it was begun."""
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

    def end(self, state: str, error: str | None = None) -> None:
        """Nothing more will come."""
        self.error, self.state, self.ended = error, state, time.monotonic()


class BranchJobs:
    """The branches of one server, one after the other in one sandbox; safe to call from any thread."""

    def __init__(self, lake: Lake, models: Models, predictions: Jobs, settings: Settings) -> None:
        self._lake = lake
        self._models = models
        self._predictions = predictions
        self._settings = settings
        self._lock = threading.Lock()
        self._jobs: dict[str, BranchJob] = {}
        self._worker: ThreadPoolExecutor | None = None
        self._sandbox: Sandbox | None = None
        self._closed = False

    def start(self, trace_id: str, edit: Edit, endpoint: str | None = None, mode: str = "full") -> BranchJob:
        """Begins a branch; the very same that is under way is joined.

        Raises `NotFound`, `UsageError` for an edit that does not fit the trace, `SandboxMissing`, `ReadOnlyLake`, and
        `Busy` where as many are under way as may be.
        """
        self._lake.require_writable()
        if (why := Sandbox.missing()) is not None:
            raise SandboxMissing(why)
        if endpoint is not None:
            self._models.require(endpoint)
            require_mode(mode)
        trace = self._lake.trace(trace_id)
        goal = Goal(branch_from(self._lake, trace, edit), endpoint, mode)
        rerun(self._lake, trace, goal.branch)  # a trace that cannot be run again is told now
        with self._lock:
            if self._closed:
                raise Busy("this server is ending; start it again")
            running = [job for job in self._jobs.values() if not job.over]
            same = next((job for job in running if job.goal == goal and not job.stopped.is_set()), None)
            if same is not None:
                return same
            if len(running) >= self._settings.live_jobs:
                raise Busy(
                    f"{len(running)} branches are under way, as many as this server runs at once; try again when one "
                    "of them is done"
                )
            job = BranchJob(uuid4().hex, goal, edit)
            self._jobs[job.job_id] = job
            over = [job_id for job_id, each in self._jobs.items() if each.over]
            for job_id in over[: max(0, len(over) - _REMEMBERED)]:
                del self._jobs[job_id]
            self._worker = self._worker or ThreadPoolExecutor(1, thread_name_prefix="branches")
            self._worker.submit(self._run, job)
        return job

    def get(self, job_id: str) -> BranchJob:
        """A job by its id. Raises `NotFound`."""
        with self._lock:
            if job_id not in self._jobs:
                raise NotFound(
                    f"no branch job {job_id[:60]!r} is known to this server. It forgets jobs when it restarts; "
                    "what was made is among the trace's branches."
                )
            return self._jobs[job_id]

    def cancel(self, job_id: str) -> BranchJob:
        """Stops a job; the program is killed, and nothing of it is kept."""
        job = self.get(job_id)
        job.stopped.set()
        return job

    def close(self) -> None:
        """Stops all jobs and ends the sandbox."""
        with self._lock:
            self._closed = True
            worker, self._worker = self._worker, None
            for job in self._jobs.values():
                job.stopped.set()
        if worker is not None:
            worker.shutdown()
        if self._sandbox is not None:
            self._sandbox.close()

    def _run(self, job: BranchJob) -> None:
        try:
            if job.stopped.is_set():
                job.end("cancelled")
                return
            job.state = "running"
            self._sandbox = self._sandbox or Sandbox(self._settings, slots=1)
            job.made = make_branch(
                self._lake, job.goal.branch.parent, job.edit, self._sandbox, wanted=lambda: not job.stopped.is_set()
            )
            self._predict(job, job.made)
            job.end("done")
        except Cancelled:
            job.end("cancelled")
        except TracewalkError as failed:
            job.end("failed", str(failed))
        except Exception:
            _LOG.exception("a branch failed")
            job.end("failed", "It is a fault of Tracewalk; the server's log says where.")

    def _predict(self, job: BranchJob, made: Branched) -> None:
        """Has the model begin; the branch is there also where that cannot be."""
        goal, trace_id = job.goal, made.trace.trace_id
        if goal.endpoint is None or job.stopped.is_set():
            return
        try:
            ask = going_on(subject(self._lake, trace_id), goal.branch.step, goal.mode)
            job.prediction_job = self._predictions.start(trace_id, goal.endpoint, ask).job_id
        except TracewalkError as failed:
            job.unpredicted = str(failed)
