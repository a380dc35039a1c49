"""A few workers at once, until nothing waits or somebody says stop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

__all__ = ["together"]

T = TypeVar("T")

_LOOK = 0.2
"""Seconds after which it is asked again whether to stop."""


async def together(
    waiting: Iterable[T], work: Callable[[T], Awaitable[None]], *, workers: int, stopped: Callable[[], bool]
) -> None:
    """Does the work on each of what waits, `workers` at a time; once `stopped`, what is under way is given up.

    Raises the first thing that a worker raises, and gives up the others.
    """
    left = iter(waiting)

    async def one() -> None:
        for given in left:
            await work(given)
            # Work that is known already costs no await: without this one nothing could stop it.
            await asyncio.sleep(0)

    tasks = {asyncio.ensure_future(one()) for _ in range(max(workers, 1))}
    pending = set(tasks)
    try:
        while pending and not stopped():
            done, pending = await asyncio.wait(pending, timeout=_LOOK, return_when=asyncio.FIRST_EXCEPTION)
            for task in done:
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
