"""How a job's process tells what it records: frames on a pipe, each a kind, a length, and bytes.

The pipe is the program's as well as the recorder's: whatever comes out of it may be forged.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from typing import Final

__all__ = ["BEGUN", "ENDED", "FAULT", "PREVIEW", "STEPS", "TOLD", "Forged", "Frames", "write_frame"]

BEGUN: Final = b"B"
"""What comes before the run is done: its time begins."""
STEPS: Final = b"S"
"""The next steps."""
PREVIEW: Final = b"P"
"""The steps after them, of which the last is not complete: they count where nothing comes after."""
ENDED: Final = b"E"
"""How the run ended."""
FAULT: Final = b"F"
"""Why there was nothing to run."""
TOLD: Final = b"T"
"""Of a test suite: what else there is to tell, as JSON; see `suite_order`."""

_KINDS = frozenset((BEGUN, STEPS, PREVIEW, ENDED, FAULT, TOLD))
_HEAD = struct.Struct("<cI")


class Forged(Exception):
    """Bytes that no recorder writes."""


def write_frame(pipe: int, kind: bytes, payload: bytes) -> None:
    """Writes one frame."""
    rest = memoryview(_HEAD.pack(kind, len(payload)) + payload)
    while rest:
        rest = rest[os.write(pipe, rest) :]


class Frames:
    """Cuts what comes out of a pipe into frames; at most `most` bytes are taken of one."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._have = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        """The frames that are whole with these bytes. Raises `Forged`."""
        self._have += data
        start = 0
        while len(self._have) - start >= _HEAD.size:
            kind, length = _HEAD.unpack_from(self._have, start)
            if kind not in _KINDS or length > self.most:
                raise Forged(f"a frame of kind {kind!r} and {length} bytes")
            end = start + _HEAD.size + length
            if len(self._have) < end:
                break
            yield kind, bytes(self._have[start + _HEAD.size : end])
            start = end
        del self._have[:start]
