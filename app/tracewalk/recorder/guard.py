"""What protects a recording from the program: user code that a repr calls, and the clock that stops runs.

One interval timer (SIGALRM, main thread only) does both. It ticks only while there is something to watch: the run's
deadline is one alarm; ticks begin with the first call of a user-written `__repr__`.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Self

from tracewalk.recorder.handlers import IGNORE, set_handler

__all__ = ["Guard", "SlowRepr"]

MAX_DIGITS = 20_000
"""Beyond this, turning an int to text takes too long, whatever the program allows itself."""


class SlowRepr(BaseException):
    """A user-written `__repr__` took too long."""


class Guard:
    """Runs user code on behalf of the recorder (`with guard:`), and calls `on_alarm` at the deadline.

    `repr_ms`: milliseconds of processor time after which `SlowRepr` is raised in the guarded code (main thread only).
    """

    def __init__(self, *, repr_ms: int, seconds: float, on_alarm: Callable[[FrameType | None], None]) -> None:
        self.allowed = repr_ms / 1000
        self.seconds = seconds
        self.on_alarm = on_alarm
        self.muted = 0
        self.deadline = float("inf")
        self._since = 0.0
        self._watched = 0.0
        self._used = 0.0
        self._ticking = False
        self._armed = False
        self._previous: Any = None
        self._earlier = (0.0, 0.0)

    # ------------------------------------------------------------------ user code that runs for us

    def __enter__(self) -> Self:
        """Mute the captured output and start the watch."""
        self.muted += 1
        if self._armed:
            if not self._ticking:
                self._tick(self.allowed / 2)
            self._since = time.perf_counter()
        limit = sys.get_int_max_str_digits()
        if limit == 0 or limit > MAX_DIGITS:
            sys.set_int_max_str_digits(MAX_DIGITS)
        self._digits = limit
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """Stop the watch; exceptions pass."""
        self._since = 0.0
        self.muted -= 1
        if self._digits == 0 or self._digits > MAX_DIGITS:
            sys.set_int_max_str_digits(self._digits)

    # ------------------------------------------------------------------ the timer

    def arm(self) -> None:
        """Start the clock of the run; outside the main thread only `late` tells of the deadline."""
        self.deadline = time.perf_counter() + self.seconds
        if threading.current_thread() is threading.main_thread():
            self._previous = set_handler(signal.SIGALRM, self._alarm)
            self._armed = True
            self._earlier = signal.setitimer(signal.ITIMER_REAL, self.seconds)

    def disarm(self) -> None:
        """Stop the clock and give SIGALRM back."""
        self.deadline = float("inf")
        if self._armed:
            signal.setitimer(signal.ITIMER_REAL, 0)
            # One may be on its way in another thread, where the default would end the process: ignored, it is gone.
            set_handler(signal.SIGALRM, IGNORE)
            set_handler(signal.SIGALRM, self._previous)
            if any(self._earlier):  # whoever had set it, as a recording in which this one ran
                signal.setitimer(signal.ITIMER_REAL, max(self._earlier[0], 0.001), self._earlier[1])
            self._armed = self._ticking = False

    def hurry(self) -> None:
        """Call `on_alarm` every 2 ms from now on, until `disarm`."""
        self.deadline = 0.0
        if self._armed:
            self._tick(0.002)

    @property
    def late(self) -> bool:
        """The deadline has passed."""
        return time.perf_counter() > self.deadline

    def _tick(self, interval: float) -> None:
        self._ticking = True
        signal.setitimer(signal.ITIMER_REAL, interval, interval)

    def _alarm(self, _signal: int, frame: FrameType | None) -> None:
        now = time.perf_counter()
        if self._since:
            own = frame is None or str(frame.f_globals.get("__name__")).startswith(f"{__package__}.")
            if not own and self._too_slow(now):  # what runs in C can't be cut short: its text is there in a moment
                raise SlowRepr
        elif now > self.deadline:
            self._tick(0.002)
            self.on_alarm(frame)

    def _too_slow(self, now: float) -> bool:
        """By the thread's own time, so that a busy machine cuts nothing; asleep, it may take 20 times as long."""
        if self._watched != self._since:
            self._watched = self._since
            self._used = time.thread_time()
        return time.thread_time() - self._used > self.allowed or now - self._since > 20 * self.allowed
