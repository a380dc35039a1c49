"""Playwright's synchronous API leaves its event loop marked as running in the thread of a worker's other tests."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["no_loop_of_others"]


@contextmanager
def no_loop_of_others() -> Iterator[None]:
    """Within it, loops of one's own can be run."""
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(loop)
