"""A log of Inspect that is an archive (`.eval`): its header, and its samples one by one.

A sample is one member; of very long ones the newest logs make a folder, with lists that are parted into many members. A
log that was cut off has no directory: what stands before the cut is found by the members' own headers.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import IO, Any

from tracewalk.frozen import frozen
from tracewalk.importers.archives import BROKEN
from tracewalk.importers.given import dict_of, int_of
from tracewalk.importers.json_parts import sound_part
from tracewalk.importers.json_text import read_json
from tracewalk.importers.zip_members import open_member

__all__ = ["SHELL", "Archive", "Member", "NotReadable", "is_log", "open_archive"]

SHELL = "/sample.json"
"""At the end of the name of a member that is all of a sample but its lists."""
_HEADERS = ("header.json", "_journal/start.json", "start.json")
_MARK = b"PK\x03\x04"
_LOCAL = struct.Struct("<4s4xH8xLLHH")
"""A member's own header: its mark, compression, compressed and plain size, and how long its name and the rest are."""
_STORED, _DEFLATED = 0, 8


class NotReadable(Exception):
    """A member that cannot be had, with the reason."""


@frozen
class Member:
    """A member as it was read."""

    raw: bytes
    value: Any
    whole: bool = True
    name: str = ""


class Archive:
    """The members of a log, each read when it is asked for."""

    def __init__(self, file: IO[bytes], limit: int) -> None:
        """Raises OSError, also where it is no archive at all."""
        self._file = file
        self._limit = limit
        self.cut = False
        """Whether its directory is missing."""
        try:
            self._zip: zipfile.ZipFile | None = zipfile.ZipFile(file)
            self.names: dict[str, Any] = {info.filename: info for info in self._zip.infolist()}
        except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError):
            self._zip, self.cut = None, True
            self.names = {name: (method, start, size) for name, method, start, size in _headers(file)}

    @property
    def samples(self) -> list[str]:
        """Names of the samples' members; of one in a folder that of its shell."""
        inside = [name for name in self.names if name.startswith("samples/") and name.endswith(".json")]
        folders = tuple(name.removesuffix(SHELL) + "/" for name in inside if name.endswith(SHELL))
        return [name for name in inside if name.endswith(SHELL) or not name.startswith(folders)]

    @property
    def overlap(self) -> bool:
        """Whether its members are said to hold more than the file has, as in a bomb."""
        self._file.seek(0, 2)
        return self._zip is not None and sum(info.compress_size for info in self.names.values()) > self._file.tell()

    def header(self) -> dict[str, Any]:
        """What the log says of all samples; empty where nothing says it."""
        found: dict[str, Any] = {}
        for name in ("results.json", *reversed(_HEADERS)):
            with suppress(NotReadable):
                found |= dict_of(self.read(name).value)
        return found

    def read(self, name: str) -> Member:
        """A member. Raises `NotReadable`."""
        if name not in self.names:
            raise NotReadable("is not there")
        try:
            raw, whole = self._raw(self.names[name])
        except BROKEN as fault:
            reason = (str(fault).splitlines() or [type(fault).__name__])[0]
            raise NotReadable(f"cannot be read: {reason[:200]}") from None
        if len(raw) > self._limit:
            raise NotReadable(f"is longer than {self._limit:,} bytes (TRACEWALK_IMPORT_BYTES)")
        try:
            return Member(raw, read_json(raw), whole, name)
        except ValueError as fault:
            value = sound_part(raw.decode(errors="ignore").lstrip())
            if value is None:
                raise NotReadable(str(fault)) from None
            return Member(raw, value, whole=False, name=name)

    def _raw(self, entry: Any) -> tuple[bytes, bool]:
        if self._zip is None:
            method, start, size = entry
            return _salvaged(self._file, method, start, size, self._limit)
        with open_member(self._zip, entry) as content:
            return content.read(self._limit + 1), True

    def sequence(self, shell: str, name: str) -> Iterator[Member]:
        """The members of one list of a sample that is a folder, in order. Raises `NotReadable`.

        All together are within the limit: the first that is beyond it is told, and none after it.
        """
        folder = f"{shell.removesuffix(SHELL)}/{name}/"
        starts = [(start, one) for one in self.names if one.startswith(folder) and (start := _start(one)) is not None]
        total = 0
        for _, one in sorted(starts):
            found = self.read(one)
            total += len(found.raw)
            if total > self._limit:
                raise NotReadable(f"is longer than {self._limit:,} bytes (TRACEWALK_IMPORT_BYTES), all parts together")
            yield found

    def close(self) -> None:
        """Closes the file."""
        self._file.close()


def _start(name: str) -> int | None:
    """The number of the first element in a member of a list."""
    stem = PurePosixPath(name).stem
    return int_of(stem, 32) if stem.isascii() and stem.isdigit() else None


def open_archive(path: Path, limit: int) -> Archive:
    """The archive in a file, which stays open as long as it is used. Raises OSError."""
    return Archive(path.open("rb"), limit)


def is_log(archive: Archive) -> bool:
    """Whether an archive is a log of Inspect: its header tells of an evaluation."""
    if not any(name in archive.names for name in _HEADERS):
        return False
    spec = archive.header().get("eval")
    return isinstance(spec, dict) and "task" in spec


def _headers(file: IO[bytes]) -> Iterator[tuple[str, int, int, int]]:
    """Name, compression, place and size of each member, by the headers that stand before them."""
    at = 0
    while True:
        file.seek(at)
        head = file.read(_LOCAL.size)
        if len(head) < _LOCAL.size or not head.startswith(_MARK):
            return
        _, method, size, _, n_name, n_more = _LOCAL.unpack(head)
        name = file.read(n_name).decode(errors="replace")
        at += _LOCAL.size + n_name + n_more
        yield name, method, at, size
        at += size


def _salvaged(file: IO[bytes], method: int, start: int, size: int, limit: int) -> tuple[bytes, bool]:
    file.seek(start)
    raw = file.read(min(size, limit + 1))
    if method == _STORED:
        return raw, len(raw) == size
    if method != _DEFLATED:
        raise NotImplementedError(f"the archive is cut off, and members of compression {method} are not looked for")
    found = zlib.decompressobj(-15)
    return found.decompress(raw, limit + 1), len(raw) == size
