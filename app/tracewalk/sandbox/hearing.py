"""What the parent hears of one process, in which one job runs or a few after each other."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

from tracewalk.recorder.subject import Turn
from tracewalk.sandbox.attempt import Attempt
from tracewalk.sandbox.desk import Desk
from tracewalk.sandbox.frames import BEGUN, ENDED, FAULT, Forged, Frames
from tracewalk.sandbox.jobs import Job, Ran
from tracewalk.sandbox.place import Status
from tracewalk.sandbox.taken import Taken, settle
from tracewalk.settings import Settings

__all__ = ["Hearing"]

_MARKS = (BEGUN, ENDED, FAULT)
"""With these another stretch of time begins."""


class Hearing:
    """Listens to a process, and knows when it is late: each job has its own time."""

    def __init__(self, jobs: Sequence[Job], settings: Settings, *, careful: bool = False) -> None:
        self._jobs = jobs
        self._turns = [Turn(job.subject, job.earlier) for job in jobs]
        self._attempts = [
            Attempt(Taken(turn.trace_id, job.sources, job.subject.identity.limits.steps), job.sources)
            for job, turn in zip(jobs, self._turns, strict=True)
        ]
        self._frames = Frames(settings.sandbox_output_bytes)
        self._room = settings.sandbox_output_bytes
        self._spare = settings.sandbox_spare_seconds
        self._more = self._spare if careful else 0.0
        self._at = 0
        self._since = time.monotonic()

    @property
    def cpu_seconds(self) -> int:
        """Processor seconds that the process may have at the very most."""
        return math.ceil(sum(2 * (self._seconds(job) + self._spare) for job in self._jobs))

    def take(self, data: bytes) -> bool:
        """Takes what the process says; False where it has said more than it may, or what no recorder says."""
        self._room -= len(data)
        try:
            for kind, payload in self._frames.feed(data):
                if self._at == len(self._attempts):
                    return False
                attempt = self._attempts[self._at]
                attempt.hear(kind, payload)
                if attempt.over:
                    self._at += 1
                    self._room = self._frames.most
                if kind in _MARKS:
                    self._since = time.monotonic()
        except Forged as fault:
            self._attempts[self._at].said_wrong = str(fault)
            return False
        return self._room >= 0

    def late(self) -> bool:
        """The job at hand has taken longer than its own deadline and its limit of processor time explain."""
        if self._at == len(self._jobs):
            return time.monotonic() > self._since + self._spare
        return time.monotonic() > self._since + self._seconds(self._jobs[self._at]) + 2 * self._spare

    @property
    def n_steps(self) -> int:
        """Steps of the first job."""
        self._settle()
        return self._attempts[0].taken.n_steps

    @property
    def is_forged(self) -> bool:
        """The first job said what no recorder says."""
        self._settle()
        return self._attempts[0].forged is not None

    def ran(self) -> list[Ran | None]:
        """What came of each job; None where it did not tell how it ended."""
        self._settle()
        return [self._ran(i) if attempt.over else None for i, attempt in enumerate(self._attempts)]

    @property
    def over(self) -> bool:
        """The first job told how it ended; whether that can be is known once its steps have been looked at."""
        return self._attempts[0].over

    def later(self, desk: Desk, status: Status, seconds: float) -> Ran:
        """What came of the first job, which is over: looked at with others, at a desk."""
        desk.put(self._attempts[0], status, seconds)
        return Ran(self._jobs[0], self._turns[0], self._attempts[0], desk.look)

    def died(self, status: Status, seconds: float) -> Ran:
        """What came of the first job, which did not tell."""
        self._settle()
        self._attempts[0].die(status, seconds)
        return self._ran(0)

    def _settle(self) -> None:
        settle([attempt.taken for attempt in self._attempts])
        for attempt in self._attempts:
            attempt.settled()

    def _ran(self, i: int) -> Ran:
        return Ran(self._jobs[i], self._turns[i], self._attempts[i])

    def _seconds(self, job: Job) -> float:
        return job.subject.identity.limits.seconds + self._more
