"""A file that is never written: what a writer of Arrow's puts in is taken out again, piece by piece."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

__all__ = ["Sink"]


class Sink(io.RawIOBase):
    """Holds what was written since it was last asked."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []
        self._at = 0

    def writable(self) -> bool:
        """It is written to, and nothing else."""
        return True

    def tell(self) -> int:
        """Bytes written so far."""
        return self._at

    def write(self, data: Any) -> int:
        """Keeps a copy: the writer may use its buffer again."""
        part = bytes(data)
        self._parts.append(part)
        self._at += len(part)
        return len(part)

    def taken(self) -> bytes:
        """All that came since the last time."""
        found = b"".join(self._parts)
        self._parts.clear()
        return found
