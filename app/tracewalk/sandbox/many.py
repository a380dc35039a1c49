"""Many jobs: a few in each process, as many processes at once as there are sandboxes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from queue import Empty, Queue
from typing import TYPE_CHECKING

from tracewalk.sandbox.hearing import Hearing
from tracewalk.sandbox.jobs import Job, Ran
from tracewalk.sandbox.one import run_alone
from tracewalk.sandbox.order import write_orders
from tracewalk.sandbox.place import Cancelled, Place

if TYPE_CHECKING:
    from tracewalk.sandbox.sandbox import Sandbox

__all__ = ["run_many"]

_AHEAD = 4
"""Batches of results that may wait to be taken, for each sandbox."""


def run_many(sandbox: Sandbox, jobs: Iterable[Job], wanted: Callable[[], bool]) -> Iterator[Ran]:
    """Each job's result as it comes. Leaving the iteration early kills what runs."""
    return _Many(sandbox, iter(jobs), wanted).results()


class _Many:
    def __init__(self, sandbox: Sandbox, jobs: Iterator[Job], wanted: Callable[[], bool]) -> None:
        self._sandbox = sandbox
        self._jobs = jobs
        self._asked = wanted
        self._taking = threading.Lock()
        self._done: Queue[list[Ran] | BaseException | None] = Queue(_AHEAD * sandbox.slots)
        self._left = False

    def results(self) -> Iterator[Ran]:
        threads = [threading.Thread(target=self._work, daemon=True) for _ in range(self._sandbox.slots)]
        for thread in threads:
            thread.start()
        try:
            for _ in threads:
                while (some := self._done.get()) is not None:
                    if isinstance(some, BaseException):
                        raise some
                    yield from some
        finally:
            self._left = True
            while any(thread.is_alive() for thread in threads):
                with suppress(Empty):
                    self._done.get(timeout=0.05)

    def _wanted(self) -> bool:
        return not self._left and self._asked()

    def _work(self) -> None:
        try:
            with self._sandbox.place() as usable:
                while batch := self._next():
                    self._run(usable, batch)
            self._done.put(None)
        except BaseException as fault:
            self._done.put(fault)

    def _next(self) -> list[Job]:
        with self._taking:
            return [] if self._left else list(islice(self._jobs, self._sandbox.settings.sandbox_batch))

    def _run(self, usable: Callable[[], Place], batch: list[Job]) -> None:
        """Runs a batch; where its process stopped early, the rest in another, and where it died, each alone."""
        while batch:
            if not self._wanted():
                raise Cancelled
            if len(batch) == 1:
                self._done.put([self._alone(usable, batch[0])])
                return
            hearing = Hearing(batch, self._sandbox.settings)
            status = usable().run(
                write_orders([job.order for job in batch]),
                cpu_seconds=hearing.cpu_seconds,
                take=hearing.take,
                late=hearing.late,
                wanted=self._wanted,
            )
            ran = hearing.ran()
            if ended := [one for one in ran if one is not None]:
                self._done.put(ended)
            batch = [job for job, one in zip(batch, ran, strict=True) if one is None]
            if batch and (status.code != 0 or not ended):
                for job in batch:
                    self._done.put([self._alone(usable, job)])
                return

    def _alone(self, usable: Callable[[], Place], job: Job) -> Ran:
        return run_alone(usable, job, self._sandbox.settings, self._sandbox.desk, self._wanted)
