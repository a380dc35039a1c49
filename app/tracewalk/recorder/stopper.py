"""Ends a run from outside: an exception that gets through whatever the program catches."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from tracewalk.recorder.guard import Guard
from tracewalk.recorder.vocabulary import words

__all__ = ["Stopper", "is_core", "is_stop", "set_trace", "stop"]

CORE = words(
    """
    arrays bounded clock codes differ digest editing effects flat guard hooks kinds lane monitor numbers output plain
    sink sites stopper tracer vocabulary
    """
)
"""The modules that work while a program runs: nothing is thrown into them."""

set_trace = sys.settrace
"""The interpreter's own: while a program is recorded, `sys.settrace` is another."""


PATIENCE = 0.5
"""Seconds for which only recorded code is thrown into."""


STOP = "stopped by Tracewalk"


def stop() -> SystemExit:
    """What is raised in the program when its recording has to end.

    Exactly a `SystemExit`: that is what asyncio, concurrent.futures and threading let pass in silence.
    """
    return SystemExit(STOP)


def is_stop(error: BaseException | None) -> bool:
    """It is one that `stop` made."""
    return type(error) is SystemExit and error.args == (STOP,)


class Stopper:
    """Raises `stop()` again and again until the frames above `floor` are left.

    A trace function that raises is dropped by the interpreter, so the next throw has to be set up from elsewhere: by
    the profile function at the next call or return, and in the main thread by the timer, every 2 ms. At first it is
    thrown into recorded code only, so that libraries can clean up; where that does not help, into all.
    """

    def __init__(self, guard: Guard, recorded: Callable[[str], bool]) -> None:
        self._guard = guard
        self._recorded = recorded
        self._first = 0.0
        self.floor: FrameType | None = None
        self.active = False

    def start(self) -> None:
        """From now on the events of the current thread throw."""
        self.active = True
        self._first = time.monotonic()
        self._guard.hurry()
        if sys.getprofile() is None:
            sys.setprofile(self._again)

    def finish(self) -> None:
        """The program is left."""
        self.active = False
        set_trace(None)
        if sys.getprofile() == self._again:
            sys.setprofile(None)

    def throw(self, frame: FrameType | None) -> None:
        """Raise in the frame that runs, and at the next line if that is caught. For a signal handler."""
        self.active = True
        again = bool(self._first)
        self._aim(frame)
        if not again or (frame is not None and not self._spared(frame)):
            raise stop()

    def _aim(self, frame: FrameType | None) -> None:
        """Make the next event of each frame of the stack throw.

        Those below a frame that does so already have been looked at: of a deep stack each frame comes here as it is
        left. The one that goes on next is looked at in any case, as it may have been spared until now.
        """
        self._first = self._first or time.monotonic()
        throw, looked_at = self._throw, 0
        while frame is not None and frame is not self.floor:
            if looked_at > 1 and frame.f_trace == throw:
                break
            if not self._spared(frame):
                frame.f_trace = throw
            frame, looked_at = frame.f_back, looked_at + 1
        set_trace(throw)

    def _throw(self, frame: FrameType, event: str, _arg: Any) -> Any:
        if not self.active or self._spared(frame):
            return None
        if event != "exception":
            raise stop()
        return self._throw

    def _again(self, frame: FrameType, _event: str, _arg: Any) -> None:
        if self.active and sys.gettrace() is None:
            self._aim(frame)

    def _spared(self, frame: FrameType) -> bool:
        """The end of a thread must not be disturbed, as others wait for it; nor the recorder's own work."""
        if frame.f_globals.get("__name__") == "threading" or is_core(frame):
            return True
        return not self._recorded(frame.f_code.co_filename) and time.monotonic() < self._first + PATIENCE


def is_core(frame: FrameType) -> bool:
    """The recorder's own code runs in this frame."""
    package, _, module = str(frame.f_globals.get("__name__")).rpartition(".")
    return package == __package__ and module in CORE
