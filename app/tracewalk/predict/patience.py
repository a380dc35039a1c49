"""How often, and how long apart, a server that is busy or out of reach is asked again."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tracewalk.errors import EndpointError
from tracewalk.settings import Settings

__all__ = ["Patience", "Sleep", "retry_after"]

Sleep = Callable[[float], Awaitable[None]]

_FIRST_WAIT = 0.5


class Patience:
    """The tries of one request: at most `answer_tries`, within `answer_seconds`."""

    def __init__(self, settings: Settings, sleep: Sleep = asyncio.sleep, tries: int | None = None) -> None:
        self._settings = settings
        self._sleep = sleep
        self._tries = tries or settings.answer_tries
        self._began = time.monotonic()
        self._n = 0

    @property
    def left(self) -> float:
        """Seconds that remain for this answer."""
        return self._began + self._settings.answer_seconds - time.monotonic()

    async def again(self, error: EndpointError) -> bool:
        """Waits, and says whether to ask once more."""
        self._n += 1
        wait = self._wait(error.wait)
        if not error.passing or self._n >= self._tries or wait >= self.left:
            if self._n > 1:
                error.args = (f"{error} It was asked {self._n} times.",)
            return False
        await self._sleep(wait)
        return True

    def _wait(self, asked: float | None) -> float:
        """Exponential with full jitter, so that many clients do not come back at once; never less than asked."""
        # How long to wait is no secret, and no number that anybody could gain by guessing.
        wait = random.uniform(_FIRST_WAIT / 2, _FIRST_WAIT * 2 ** (self._n - 1))  # noqa: S311
        return min(max(wait, asked or 0.0), self._settings.answer_wait_seconds)


def retry_after(value: str | None) -> float | None:
    """Seconds that a Retry-After header asks for, as a number or as a date (RFC 9110, 10.2.3); None: not readable."""
    if value is None:
        return None
    try:
        if value.strip().isdigit():
            return float(value.strip()[:9])
        date = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    return max(0.0, (date.replace(tzinfo=date.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
