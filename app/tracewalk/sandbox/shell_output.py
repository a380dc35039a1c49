"""What a command prints, of which the beginning and the end are kept."""

from __future__ import annotations

from collections import deque

__all__ = ["Output"]


class Output:
    """Half of `most` bytes from the beginning, half from the end."""

    def __init__(self, most: int) -> None:
        self._half = most // 2
        self._head = bytearray()
        self._tail: deque[bytes] = deque()
        self._tail_bytes = 0
        self.total = 0
        """Bytes printed."""

    def add(self, data: bytes) -> None:
        """Takes the next bytes."""
        self.total += len(data)
        room = self._half - len(self._head)
        if room > 0:
            self._head += data[:room]
            data = data[room:]
        if data:
            self._tail.append(data)
            self._tail_bytes += len(data)
            while self._tail_bytes - len(self._tail[0]) >= self._half:
                self._tail_bytes -= len(self._tail.popleft())

    @property
    def text(self) -> str:
        """What is kept; a line between both halves says how much is not. What is no UTF-8 is escaped."""
        tail = b"".join(self._tail)[-self._half :]
        left_out = self.total - len(self._head) - len(tail)
        head, tail_text = (bytes(part).decode("utf-8", "backslashreplace") for part in (self._head, tail))
        return f"{head}\n[... {left_out:,} bytes are left out ...]\n{tail_text}" if left_out else head + tail_text
