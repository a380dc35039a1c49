"""Runs that have told how they ended, and whose steps nobody has looked at yet: many at once cost a fraction."""

from __future__ import annotations

import threading

from tracewalk.sandbox.attempt import Attempt
from tracewalk.sandbox.place import Status
from tracewalk.sandbox.taken import settle

__all__ = ["Desk"]

_MOST = 40
"""Runs that wait at most; of each there are few bytes, as `Taken` looks at more by itself."""


class Desk:
    """Where they wait until somebody wants to know of one of them, or there are enough. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[tuple[Attempt, Status, float]] = []

    def put(self, attempt: Attempt, status: Status, seconds: float) -> None:
        """One more; `status` and `seconds` count where it turns out to have told what no recorder tells."""
        with self._lock:
            self._waiting.append((attempt, status, seconds))
            if len(self._waiting) >= _MOST:
                self._look()

    def look(self) -> None:
        """Looks at all of them; returns when all that was put here before has been looked at."""
        with self._lock:
            self._look()

    def _look(self) -> None:
        waiting, self._waiting = self._waiting, []
        settle([attempt.taken for attempt, _, _ in waiting])
        for attempt, status, seconds in waiting:
            attempt.settled()
            if not attempt.over:
                attempt.die(status, seconds)
