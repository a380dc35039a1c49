"""Branches under way: each is run in the sandbox in the background, whoever watches, and kept when it ends."""

from __future__ import annotations

from dataclasses import dataclass

from tracewalk.errors import SandboxMissing, TracewalkError
from tracewalk.frozen import frozen
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
from tracewalk.web.queue import Queue, Words, Work

__all__ = ["BranchJob", "BranchJobs", "Goal"]

_REMEMBERED = 200
"""Jobs that are over; the last ones stay known to those who watch them."""
_WORDS = Words(
    name="branch",
    threads="branches",
    stopped="cancelled",
    busy="{n} branches are under way or wait; try again when one of them is done",
    unknown="no branch job {id} is known to this server. It forgets jobs when it restarts; what was made is among the "
    "trace's branches.",
)


@frozen
class Goal:
    """What is wanted: a branch, and with an endpoint that its model goes on from the same edited state."""

    branch: Branch
    endpoint: str | None = None
    mode: str = "full"


@dataclass(eq=False)
class BranchJob(Work):
    """One branch being made, or made."""

    goal: Goal
    edit: Edit
    made: Branched | None = None
    prediction_job: str | None = None
    """The job of `web.jobs` that predicts it."""
    unpredicted: str | None = None
    """Why the branch is there and no prediction of it was begun."""


class BranchJobs:
    """The branches of one server, one after the other in one sandbox; safe to call from any thread."""

    def __init__(self, lake: Lake, models: Models, predictions: Jobs, settings: Settings) -> None:
        self._lake = lake
        self._models = models
        self._predictions = predictions
        self._settings = settings
        self._queue: Queue[BranchJob] = Queue(self._make, _WORDS, most=settings.live_jobs, remembered=_REMEMBERED)
        self._sandbox: Sandbox | None = None

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
        return self._queue.add(BranchJob(goal, edit), lambda job: job.goal == goal)

    def get(self, job_id: str) -> BranchJob:
        """A job by its id. Raises `NotFound`."""
        return self._queue.get(job_id)

    def cancel(self, job_id: str) -> BranchJob:
        """Stops a job; the program is killed, and nothing of it is kept."""
        return self._queue.cancel(job_id)

    def close(self) -> None:
        """Stops all jobs and ends the sandbox."""
        self._queue.close()
        if self._sandbox is not None:
            self._sandbox.close()

    def _make(self, job: BranchJob) -> None:
        job.state = "running"
        self._sandbox = self._sandbox or Sandbox(self._settings, slots=1)
        try:
            job.made = make_branch(
                self._lake, job.goal.branch.parent, job.edit, self._sandbox, wanted=lambda: not job.stopped.is_set()
            )
        except Cancelled:
            job.end("cancelled")
            return
        self._predict(job, job.made)
        job.end("done")

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
