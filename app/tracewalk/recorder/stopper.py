"""Ends a run from outside: an exception that gets through whatever the program catches."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

from tracewalk.recorder.guard import Guard
from tracewalk.recorder.vocabulary import words

__all__ = ["Stop", "Stopper", "is_core", "set_trace"]

CORE = words(
    """
    arrays bounded clock codes differ digest effects guard hooks kinds lane monitor numbers output plain sink sites
    stopper tracer vocabulary
    """
)
"""The modules that work while a program runs: nothing is thrown into them."""

set_trace = sys.settrace
"""The interpreter's own: while a program is recorded, `sys.settrace` is another."""


class Stop(SystemExit):
    """Raised in the program when its recording has to end.

    A `SystemExit`, because that is what asyncio, concurrent.futures and threading let pass in silence.
    """


class Stopper:
    """Raises `Stop` again and again until the frames above `floor` are left.

    A trace function that raises is dropped by the interpreter, so the next throw has to be set up from elsewhere: by
    the profile function at the next call or return, and in the main thread by the timer, every 2 ms.
    """

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self.floor: FrameType | None = None
        self.active = False

    def start(self) -> None:
        """From now on the events of the current thread throw."""
        self.active = True
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
        """Raise in the frame that runs, and at its next line if that is caught. For a signal handler."""
        self._aim(frame)
        raise Stop

    def _aim(self, frame: FrameType | None) -> None:
        """Make the next event of each frame of the stack throw."""
        while frame is not None and frame is not self.floor:
            if not _spared(frame):
                frame.f_trace = self._throw
            frame = frame.f_back
        set_trace(self._throw)

    def _throw(self, frame: FrameType, event: str, _arg: Any) -> Any:
        if not self.active or _spared(frame):
            return None
        if event != "exception":
            raise Stop
        return self._throw

    def _again(self, frame: FrameType, _event: str, _arg: Any) -> None:
        if self.active and sys.gettrace() is None:
            self._aim(frame)


def _spared(frame: FrameType) -> bool:
    """The end of a thread must not be disturbed, as others wait for it; nor the recorder's own work."""
    return frame.f_globals.get("__name__") == "threading" or is_core(frame)


def is_core(frame: FrameType) -> bool:
    """The recorder's own code runs in this frame."""
    package, _, module = str(frame.f_globals.get("__name__")).rpartition(".")
    return package == __package__ and module in CORE
