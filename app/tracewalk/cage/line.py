"""The line in which queries wait for their turn: first come, first served, and no longer than is bearable."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from typing import TYPE_CHECKING

from tracewalk.cage.cancel import TICK_SECONDS
from tracewalk.errors import CageBusy, SqlStopped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracewalk.cage.cancel import Cancel
    from tracewalk.settings import Settings

__all__ = ["Line"]


class Line:
    """`sql_workers` places at the front and `sql_queue` behind them."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._free = settings.sql_workers
        self._waiting: deque[object] = deque()
        self._changed = threading.Condition()
        self._seconds = 1.0
        """That a query took lately."""

    @contextlib.contextmanager
    def turn(self, cancel: Cancel | None) -> Iterator[None]:
        """Waits for a place and keeps it. Raises `CageBusy`, and `SqlStopped` where it is cancelled meanwhile."""
        self._wait(cancel)
        began = time.monotonic()
        try:
            yield
        finally:
            with self._changed:
                self._free += 1
                self._seconds += (time.monotonic() - began - self._seconds) / 4
                self._changed.notify_all()

    def _wait(self, cancel: Cancel | None) -> None:
        me = object()
        deadline = time.monotonic() + self._settings.sql_wait_seconds
        with self._changed:
            if not (self._free and not self._waiting) and len(self._waiting) >= self._settings.sql_queue:
                raise self._busy(f"{self._settings.sql_queue} queries wait already (TRACEWALK_SQL_QUEUE)")
            self._waiting.append(me)
            try:
                while not (self._free and self._waiting[0] is me):
                    if cancel and cancel.cancelled:
                        raise SqlStopped("the query was cancelled before its turn came")
                    if time.monotonic() > deadline:
                        waited = f"{self._settings.sql_wait_seconds:g} s (TRACEWALK_SQL_WAIT_SECONDS)"
                        raise self._busy(f"the query waited {waited} for its turn, and others still run")
                    self._changed.wait(TICK_SECONDS)
                self._free -= 1
            finally:
                self._waiting.remove(me)
                self._changed.notify_all()

    def _busy(self, why: str) -> CageBusy:
        after = max(1.0, self._seconds * (len(self._waiting) + 1) / self._settings.sql_workers)
        return CageBusy(f"{why}; try again in {after:.0f} s", retry_after=after)
