"""Ends a run from outside: an exception that gets through whatever the program catches."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

from tracewalk.recorder.guard import Guard

__all__ = ["Stop", "Stopper"]


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
        """From now on every event of every recorded thread throws."""
        self.active = True
        self._guard.hurry()
        sys.setprofile(self._again)

    def finish(self) -> None:
        """The program is left."""
        if self.active:
            self.active = False
            sys.settrace(None)
            sys.setprofile(None)

    def throw(self, frame: FrameType | None) -> None:
        """Raise in the frame that runs, and at its next line if that is caught. For a signal handler."""
        self.aim(frame)
        raise Stop

    def aim(self, frame: FrameType | None) -> None:
        """Make the next event of each frame of the stack throw."""
        while frame is not None and frame is not self.floor:
            frame.f_trace = self._throw
            frame = frame.f_back
        sys.settrace(self._throw)

    def _throw(self, frame: FrameType, event: str, _arg: Any) -> Any:
        # The recorder's own frames must pass: `finish` is one, and what is thrown there leaves the recording.
        if self.active and event != "exception" and frame.f_globals.get("__package__") != __package__:
            raise Stop
        return self._throw

    def _again(self, frame: FrameType, _event: str, _arg: Any) -> None:
        if self.active and sys.gettrace() is None:
            self.aim(frame)
