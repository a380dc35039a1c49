"""Work under way: one thing after the other in a thread, whoever watches; what is over stays known for a while."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from uuid import uuid4

from tracewalk.errors import Busy, NotFound, TracewalkError
from tracewalk.frozen import frozen

__all__ = ["Queue", "Words", "Work"]

_LOG = logging.getLogger(__name__)


@dataclass(eq=False, kw_only=True)
class Work:
    """One thing that is wanted, under way or over."""

    job_id: str = field(default_factory=lambda: uuid4().hex)
    state: str = "waiting"
    """waiting, running, done, failed, or the queue's word for what was stopped."""
    error: str | None = None
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


W = TypeVar("W", bound=Work)


@frozen
class Words:
    """How a queue speaks of its work."""

    name: str
    threads: str
    """The name of its thread."""
    stopped: str
    """The state of what was stopped before it began."""
    busy: str
    """`{n}` are under way."""
    unknown: str
    """`{id}` is not known."""
    fault: str = ""
    """What became of work that failed by a fault of ours, behind a space."""


class Queue(Generic[W]):
    """The work of one kind of one server; safe to call from any thread."""

    def __init__(self, do: Callable[[W], None], words: Words, *, most: int, remembered: int) -> None:
        """`do` does one and ends it; `most`: how many may be under way, `remembered`: of those that are over."""
        self._do = do
        self._words = words
        self._most = most
        self._remembered = remembered
        self._lock = threading.Lock()
        self._all: dict[str, W] = {}
        self._worker: ThreadPoolExecutor | None = None
        self._closed = False

    def add(self, work: W, same: Callable[[W], bool]) -> W:
        """Begins it, or gives the one under way that is the same. Raises `Busy` where as many are under way as may."""
        with self._lock:
            if self._closed:
                raise Busy("this server is ending; start it again")
            running = [one for one in self._all.values() if not one.over]
            for one in running:
                if same(one) and not one.stopped.is_set():
                    return one
            if len(running) >= self._most:
                raise Busy(self._words.busy.format(n=len(running)))
            self._all[work.job_id] = work
            over = [job_id for job_id, one in self._all.items() if one.over]
            for job_id in over[: max(0, len(over) - self._remembered)]:
                del self._all[job_id]
            self._worker = self._worker or ThreadPoolExecutor(1, thread_name_prefix=self._words.threads)
            self._worker.submit(self._run, work)
        return work

    def get(self, job_id: str) -> W:
        """One by its id. Raises `NotFound`."""
        with self._lock:
            if job_id not in self._all:
                raise NotFound(self._words.unknown.format(id=f"{job_id[:60]!r}"))
            return self._all[job_id]

    def running(self) -> W | None:
        """The one that runs, or waits longest; None: there is none."""
        with self._lock:
            return next((one for one in self._all.values() if not one.over), None)

    def cancel(self, job_id: str) -> W:
        """Asks one to stop."""
        work = self.get(job_id)
        work.stopped.set()
        return work

    def close(self) -> None:
        """Asks all to stop, waits for that, and takes no more."""
        with self._lock:
            self._closed = True
            worker, self._worker = self._worker, None
            for work in self._all.values():
                work.stopped.set()
        if worker is not None:
            worker.shutdown()

    def _run(self, work: W) -> None:
        try:
            if work.stopped.is_set():
                work.end(self._words.stopped)
            else:
                self._do(work)
        except TracewalkError as failed:
            work.end("failed", str(failed))
        except Exception:
            _LOG.exception("a %s failed", self._words.name)
            work.end("failed", f"It is a fault of Tracewalk; the server's log says where.{self._words.fault}")
