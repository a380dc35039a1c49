"""Members of a zip file, also those that Python's own reader cannot read yet: zstandard, method 93."""

from __future__ import annotations

import io
import struct
import zipfile
from contextlib import AbstractContextManager, contextmanager
from typing import IO, TYPE_CHECKING, cast

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Part", "open_member"]

_ZSTD = 93
_LOCAL = struct.Struct("<4s22xHH")
"""A member's own header: its mark, and the lengths of its name and of what else stands before its bytes."""


def open_member(zipped: zipfile.ZipFile, info: zipfile.ZipInfo) -> AbstractContextManager[IO[bytes]]:
    """The content of a member, decompressed as it is read.

    Raises `zipfile.BadZipFile`, OSError, `NotImplementedError` or `RuntimeError` where it cannot be had.
    """
    return _zstd(zipped, info) if info.compress_type == _ZSTD else zipped.open(info)


@contextmanager
def _zstd(zipped: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
    if info.flag_bits & 1:
        raise RuntimeError(f"{info.filename!r} is encrypted")
    file = cast("IO[bytes]", zipped.fp)
    file.seek(info.header_offset)
    header = file.read(_LOCAL.size)
    if len(header) < _LOCAL.size or not header.startswith(b"PK\x03\x04"):
        raise zipfile.BadZipFile(f"{info.filename!r} has no header where it should be")
    _, n_name, n_more = _LOCAL.unpack(header)
    packed = Part(file, info.header_offset + _LOCAL.size + n_name + n_more, info.compress_size)
    with pa.CompressedInputStream(pa.PythonFile(packed, mode="r"), "zstd") as stream:
        yield cast("IO[bytes]", stream)


class Part(io.RawIOBase):
    """So many bytes of a file, from one place on; to close it leaves the file open."""

    def __init__(self, file: IO[bytes], start: int, length: int) -> None:
        self._file = file
        self._at = start
        self._end = start + length

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Reads the next bytes."""
        self._file.seek(self._at)
        got = self._file.read(min(len(buffer), self._end - self._at))
        self._at += len(got)
        buffer[: len(got)] = got
        return len(got)
