"""A query under way in a thread of its own, which the page can watch and cancel."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing

import pyarrow as pa

from tracewalk.cage import Answer, Cancel
from tracewalk.errors import SqlStopped
from tracewalk.frozen import frozen
from tracewalk.results import as_table

__all__ = ["Outcome", "Run"]

_POOL = ThreadPoolExecutor(max_workers=32, thread_name_prefix="sql")
"""More than the cage runs at once: those that wait for their turn wait here, and can be cancelled."""


@frozen
class Outcome:
    """The rows of an answer, whole."""

    table: pa.Table
    truncated: bool
    seconds: float


class Run:
    """One running query; `work` is given what cancels it."""

    def __init__(self, work: Callable[[Cancel], Answer]) -> None:
        self._cancel = Cancel()
        self._began = time.monotonic()
        self._ended: float | None = None
        self._future: Future[Outcome] = _POOL.submit(self._work, work)

    def _work(self, work: Callable[[Cancel], Answer]) -> Outcome:
        try:
            with closing(work(self._cancel)) as answer:
                return Outcome(as_table(answer), answer.truncated, answer.seconds)
        finally:
            self._ended = time.monotonic()

    @property
    def running(self) -> bool:
        """Whether it is still at work."""
        return not self._future.done()

    @property
    def elapsed(self) -> float:
        """Seconds since it began, until it ended."""
        return (self._ended or time.monotonic()) - self._began

    @property
    def cancelled(self) -> bool:
        """Whether it has ended for that, without rows."""
        return self._cancel.cancelled and not self.running and isinstance(self._future.exception(), SqlStopped)

    def settled(self, *, within: float) -> bool:
        """Whether it has ended, after waiting for so many seconds at most: most queries are faster than a blink."""
        wait([self._future], timeout=within)
        return not self.running

    def cancel(self) -> None:
        """Stop it, wherever it is."""
        self._cancel.cancel()

    def outcome(self) -> Outcome:
        """What came. Raises what the cage raised."""
        return self._future.result()
