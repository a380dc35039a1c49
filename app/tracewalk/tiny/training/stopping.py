"""Ctrl-C while training: the step at hand is finished, so that what is saved is whole; a second one ends at once."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Self

__all__ = ["Stopping"]


class Stopping:
    """Within this context Ctrl-C only sets `asked`. In a thread that is not the main one it changes nothing."""

    def __init__(self) -> None:
        self.asked = False
        self._is_main = threading.current_thread() is threading.main_thread()

    def __enter__(self) -> Self:
        if self._is_main:
            self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_main:
            signal.signal(signal.SIGINT, self._before)

    def raise_if_asked(self) -> None:
        """Raises the KeyboardInterrupt that was put off."""
        if self.asked:
            raise KeyboardInterrupt

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.raise_if_asked()
        self.asked = True
