"""Says to a query, from any thread, that its answer is no longer wanted."""

from __future__ import annotations

import threading

__all__ = ["TICK_SECONDS", "Cancel"]

TICK_SECONDS = 0.05
"""How long a query that waits or runs may not notice it."""


class Cancel:
    """Given to `Cage.run` or `Cage.ask`; then `cancel()` ends that query, whether it waits or runs."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        """From now on."""
        self._event.set()

    @property
    def cancelled(self) -> bool:
        """Whether it was."""
        return self._event.is_set()
