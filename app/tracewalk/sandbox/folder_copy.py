"""A folder's content by value: read where it is, laid out again elsewhere; links stay links, and are never followed."""

from __future__ import annotations

import base64
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

__all__ = ["Bounds", "Copy", "Entry", "TooMuch", "changed_entries", "lay_out", "merged", "read_folder"]

Kind = Literal["file", "link", "folder", "special"]
"""`special`: a pipe, a socket, a device; never opened, never laid out."""

_MAX_DEPTH = 100
_CHUNK = 1 << 20
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# Not to wait where a file has become a pipe meanwhile.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class TooMuch(Exception):
    """The folder has more in it than may be read; the message says what."""


@dataclass(frozen=True)
class Entry:
    """One file, link or folder. `path` is relative to the folder; bytes that are no UTF-8 are surrogates in it."""

    path: str
    kind: Kind
    mode: int
    """Permissions."""
    size: int = 0
    """Bytes of a file."""
    data: bytes | None = field(default=b"", repr=False)
    """A file's bytes, a link's target; None: a file that is too large to be held."""

    def plain(self) -> list[Any]:
        """As JSON can hold it."""
        data = None if self.data is None else base64.b64encode(self.data).decode()
        return [self.path, self.kind, self.mode, self.size, data]

    @classmethod
    def of(cls, plain: Sequence[Any]) -> Entry:
        """From what `plain` gave; whoever reads what a stranger wrote checks it before."""
        path, kind, mode, size, data = plain
        return cls(path, kind, mode, size, None if data is None else base64.b64decode(data, validate=True))


@dataclass(frozen=True)
class Bounds:
    """How much of a folder is read."""

    entries: int
    bytes: int
    """Of all files together."""
    file_bytes: int
    """Of one file; one that is larger is an entry without its bytes."""


@dataclass(frozen=True)
class Copy:
    """What was read, each folder before what is in it."""

    entries: tuple[Entry, ...]
    left_out: tuple[str, ...] = ()
    """Paths of what there is and could not be read: too deep, not permitted, gone meanwhile."""


def _nothing(_path: str) -> bool:
    return False


def read_folder(folder: str, bounds: Bounds, skip: Callable[[str], bool] = _nothing) -> Copy:
    """Everything in the folder but the relative paths that `skip` names. Raises `TooMuch`, `OSError` for the folder."""
    reading = _Reading(bounds, skip)
    handle = os.open(folder, _FOLDER & ~os.O_NOFOLLOW)
    try:
        entries = tuple(reading.inside(handle, "", 0))
    finally:
        os.close(handle)
    return Copy(entries, tuple(reading.left_out))


class _Reading:
    def __init__(self, bounds: Bounds, skip: Callable[[str], bool]) -> None:
        self._bounds = bounds
        self._skip = skip
        self._entries = 0
        self._bytes = 0
        self.left_out: list[str] = []

    def inside(self, handle: int, above: str, depth: int) -> Iterator[Entry]:
        for name in self._names(handle):
            path = f"{above}{name}"
            if self._skip(path):
                continue
            try:
                yield from self._one(handle, name, path, depth)
            except OSError:
                self.left_out.append(path)

    def _names(self, handle: int) -> list[str]:
        """In order; a folder with far too many is not listed to its end."""
        names: list[str] = []
        with os.scandir(handle) as found:
            for entry in found:
                names.append(entry.name)
                if self._entries + len(names) > self._bounds.entries:
                    raise TooMuch(f"more than {self._bounds.entries:,} files and folders")
        self._entries += len(names)
        return sorted(names)

    def _one(self, within: int, name: str, path: str, depth: int) -> Iterator[Entry]:
        found = os.stat(name, dir_fd=within, follow_symlinks=False)
        mode = stat.S_IMODE(found.st_mode)
        if stat.S_ISDIR(found.st_mode):
            yield Entry(path, "folder", mode)
            if depth == _MAX_DEPTH:
                self.left_out.append(f"{path}/")
                return
            handle = os.open(name, _FOLDER, dir_fd=within)
            try:
                yield from self.inside(handle, f"{path}/", depth + 1)
            finally:
                os.close(handle)
        elif stat.S_ISLNK(found.st_mode):
            yield Entry(path, "link", mode, data=os.fsencode(os.readlink(name, dir_fd=within)))
        elif stat.S_ISREG(found.st_mode):
            yield self._file(within, name, path, mode)
        else:
            yield Entry(path, "special", mode)

    def _file(self, within: int, name: str, path: str, mode: int) -> Entry:
        handle = os.open(name, _FILE, dir_fd=within)
        try:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode) or found.st_size > self._bounds.file_bytes:
                return Entry(path, "file", mode, found.st_size, None)
            data = _whole(handle, self._bounds.file_bytes)
        finally:
            os.close(handle)
        self._bytes += len(data)
        if self._bytes > self._bounds.bytes:
            raise TooMuch(f"more than {self._bounds.bytes:,} bytes")
        return Entry(path, "file", mode, len(data), data)


def _whole(handle: int, most: int) -> bytes:
    """All bytes of a file, which may grow meanwhile."""
    parts: list[bytes] = []
    while most > 0 and (part := os.read(handle, min(_CHUNK, most))):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)


def lay_out(entries: Iterable[Entry], folder: str) -> None:
    """Writes entries into an empty folder. Owners are who writes.

    Raises `OSError`. Set-user-id bits are not kept.
    """
    folders: list[tuple[Path, int]] = []
    for entry in entries:
        path = Path(folder, entry.path)
        if entry.kind == "folder":
            path.mkdir(mode=0o700)
            folders.append((path, entry.mode))
        elif entry.kind == "link":
            path.symlink_to(os.fsdecode(entry.data or b""))
        elif entry.kind == "file" and entry.data is not None:
            with path.open("xb") as file:
                file.write(entry.data)
                os.fchmod(file.fileno(), entry.mode & 0o777)
    for path, mode in reversed(folders):  # last, as one may not be writable
        path.chmod(mode & 0o777)


def changed_entries(before: Iterable[Entry], after: Iterable[Entry]) -> tuple[list[Entry], list[str]]:
    """The entries that are new or not as they were, and the paths that are gone."""
    old, new = {entry.path: entry for entry in before}, {entry.path: entry for entry in after}
    changed = [entry for path, entry in new.items() if path not in old or _differ(old[path], entry)]
    return changed, [path for path in old if path not in new]


def merged(before: Iterable[Entry], changed: Iterable[Entry], removed: Iterable[str]) -> tuple[Entry, ...]:
    """What `changed_entries` was told of, from what it gives; without what cannot be laid out again."""
    found = {entry.path: entry for entry in before}
    for path in removed:
        found.pop(path, None)
    found |= {entry.path: entry for entry in changed}
    there = [entry for entry in found.values() if entry.data is not None and entry.kind != "special"]
    return tuple(sorted(there, key=lambda entry: entry.path.split("/")))


def _differ(old: Entry, new: Entry) -> bool:
    mode = old.kind != "link" and old.mode & 0o777 != new.mode & 0o7777
    return mode or (old.kind, old.size, old.data) != (new.kind, new.size, new.data)
