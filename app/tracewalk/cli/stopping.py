"""Ctrl-C for commands that write: the first one ends the work after what is under way, the second at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from tracewalk.cli.common import talk

__all__ = ["stopping"]


@contextmanager
def stopping() -> Iterator[Callable[[], bool]]:
    """Within it, the function that says whether Ctrl-C was pressed; a second one raises KeyboardInterrupt."""
    if threading.current_thread() is not threading.main_thread():  # there signals cannot be had
        yield lambda: False
        return
    pressed: list[bool] = []

    def note(_signal: int, _frame: FrameType | None) -> None:
        pressed.append(True)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        talk.print("stopping after what is under way; Ctrl-C again stops at once")

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)
