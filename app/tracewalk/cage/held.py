"""The memory of all answers that are still being read, so that slow readers cannot fill the machine with them."""

from __future__ import annotations

import mmap
import threading
import weakref
from collections import deque
from typing import TYPE_CHECKING

from tracewalk.errors import CageBusy

if TYPE_CHECKING:
    from tracewalk.settings import Settings

__all__ = ["Held"]

_AGAIN_SECONDS = 10.0


class Held:
    """Maps the files of answers, up to `sql_held_bytes` together; each counts until nothing refers to it any more."""

    def __init__(self, settings: Settings) -> None:
        self._most = settings.sql_held_bytes
        self._lock = threading.Lock()
        self._bytes = 0
        self._released: deque[int] = deque()

    @property
    def bytes(self) -> int:
        """That all of them hold now."""
        with self._lock:
            return self._counted()

    def mapped(self, file: int, size: int) -> mmap.mmap:
        """A file's content. Raises `CageBusy`, and `OSError` for one that cannot be mapped."""
        with self._lock:
            if self._counted() + size > self._most:
                raise CageBusy(
                    f"answers of {self._bytes:,} bytes are being read, and TRACEWALK_SQL_HELD_BYTES allows "
                    f"{self._most:,}; try again in {_AGAIN_SECONDS:.0f} s",
                    retry_after=_AGAIN_SECONDS,
                )
            found = mmap.mmap(file, size, prot=mmap.PROT_READ)
            self._bytes += size
        # the garbage collector may call this at any moment, so that it takes no lock
        weakref.finalize(found, self._released.append, size)
        return found

    def _counted(self) -> int:
        while self._released:
            self._bytes -= self._released.popleft()
        return self._bytes
