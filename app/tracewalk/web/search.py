"""A query in a thread of its own, which a page can watch and cancel: for what may take longer than a blink."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Generic, TypeVar

from duckdb import DuckDBPyConnection

from tracewalk.errors import LimitError

__all__ = ["Search"]

_POOL = ThreadPoolExecutor(max_workers=2, thread_name_prefix="search")
_INTERRUPTIONS = 50
_PATIENCE = 0.02
"""Seconds between them."""
_T = TypeVar("_T")


class Search(Generic[_T]):
    """One running search: `work` gets a database cursor of its own, which `cancel` interrupts."""

    def __init__(
        self,
        cursor: DuckDBPyConnection,
        work: Callable[[DuckDBPyConnection], _T],
        *,
        seconds: float,
        limit: str = "TRACEWALK_TEXT_SECONDS",
    ) -> None:
        self.seconds = seconds
        self._limit = limit
        self.cancelled = False
        self._began = time.monotonic()
        self._cursor = cursor
        self._future: Future[_T] = _POOL.submit(work, cursor)

    @property
    def running(self) -> bool:
        """Whether it is still at work; one over its time is cancelled here."""
        if not self._future.done() and self.elapsed > self.seconds:
            self.cancel()
        return not self._future.done() and not self.cancelled

    @property
    def elapsed(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self._began

    def settled(self, *, within: float) -> bool:
        """Whether it has ended, after waiting for so many seconds at most: most searches are faster than a blink."""
        wait([self._future], timeout=within)
        return not self.running

    def cancel(self) -> None:
        """Stop it: the database is interrupted in mid-query."""
        self.cancelled = True
        self._future.cancel()
        # What has not begun its query yet misses an interruption.
        for _ in range(_INTERRUPTIONS):
            self._cursor.interrupt()
            if wait([self._future], timeout=_PATIENCE).done:
                return

    def result(self) -> _T:
        """What was found. Raises `LimitError` when it was cancelled or took too long."""
        if self.cancelled:
            over = self.elapsed > self.seconds
            why = f"took longer than {self.seconds:g} s ({self._limit})" if over else "was cancelled"
            raise LimitError(f"The search {why}; narrow it by the filters above.")
        return self._future.result()
