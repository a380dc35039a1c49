"""Ctrl-C, or a notebook's stop button, ends a query that runs."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

from tracewalk.cage import Cancel

__all__ = ["interruptible"]

_T = TypeVar("_T")


def interruptible(run: Callable[[Cancel], _T]) -> _T:
    """What `run` gives. On `KeyboardInterrupt` it is cancelled first; the interrupt goes on once it has ended."""
    cancel = Cancel()
    # In a thread of its own: this one waits where a signal reaches it, whatever the query is at.
    with ThreadPoolExecutor(1, "query") as pool:
        running = pool.submit(run, cancel)
        try:
            return running.result()
        except KeyboardInterrupt:
            cancel.cancel()
            wait([running])
            raise
