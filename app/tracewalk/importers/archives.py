"""Archives of logs -> a private folder with their files, under the names that they have in it.

Nothing in an archive can write outside that folder: links, devices and names that lead out of it are left out. What is
unpacked is bounded, and counted as it is written: an archive may say less than it holds.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, cast

import pyarrow as pa

from tracewalk.frozen import frozen
from tracewalk.importers.zip_members import Part, open_member

__all__ = ["BROKEN", "Budget", "Unpacked", "is_archive", "open_within", "unpack"]

_CHUNK = 1 << 20
_GZIP, _ZSTD, _BZIP2, _XZ = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"BZh", b"\xfd7zXZ\x00"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_TAR_AT, _TAR = 257, b"ustar"
_LONGEST_NAME = 200
"""Bytes of one part of a member's name."""
BROKEN = (
    OSError, EOFError, ValueError, zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, pa.ArrowException,
    RuntimeError, NotImplementedError,
)  # fmt: skip
"""What reading an archive raises; the last two for a password, or a compression that is not known."""


@dataclass(slots=True)
class Budget:
    """What may still be unpacked."""

    bytes: int
    files: int

    def take(self, n: int) -> None:
        """Counts bytes that are written. Raises `_Full`."""
        self.bytes -= n
        if self.bytes < 0:
            raise _Full("more bytes than TRACEWALK_ARCHIVE_BYTES allows")

    def take_file(self) -> None:
        """Counts a file. Raises `_Full`."""
        self.files -= 1
        if self.files < 0:
            raise _Full("more files than TRACEWALK_ARCHIVE_FILES allows")


class _Full(Exception):
    """A limit is reached."""


@frozen
class Unpacked:
    """One member: its name in the archive, and the file that it is now; or why it was left out, or is not whole."""

    member: str
    path: Path | None
    why: str = ""


def is_archive(head: bytes) -> bool:
    """Whether a file's first bytes are those of an archive, or of one compressed file."""
    return head.startswith((*_ZIP, _GZIP, _ZSTD, _BZIP2, _XZ)) or head[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR


def unpack(archive: Path, folder: Path, budget: Budget) -> Iterator[Unpacked]:
    """Unpacks an archive into a folder, which is empty; yields its members as they are there.

    A member that cannot be had is told with the reason; so is the archive itself, under an empty name, where it cannot
    be read on, or a limit is reached: what came before stays.
    """
    try:
        with archive.open("rb") as file, closing(_members(file, archive.name)) as members:
            for name, content in members:
                if isinstance(content, str):
                    yield Unpacked(name, None, content)
                elif (place := _place(folder, name)) is None:
                    yield Unpacked(name, None, "its name leads out of the archive")
                else:
                    budget.take_file()
                    yield _write(content, name, place, budget)
    except _Full as fault:
        yield Unpacked("", None, f"it is unpacked in part only: it holds {fault}")
    except BROKEN as fault:
        yield Unpacked("", None, f"it cannot be read on: {_line(fault)}")


_Members = Generator[tuple[str, "IO[bytes] | str"]]
"""Name and content of each, or why it is left out."""


def open_within(archive: IO[bytes], name: str, member: str) -> Generator[IO[bytes]]:
    """The content of one member, as a generator that yields it once, or not at all where there is none of that name.

    `name` is the archive's own. Raises one of `BROKEN`.
    """
    with closing(_members(archive, name)) as members:
        for found, content in members:
            if found == member and not isinstance(content, str):
                yield content
                return


def _members(archive: IO[bytes], name: str) -> _Members:
    head = archive.read(512)
    archive.seek(0)
    return _zip_members(archive) if head.startswith(_ZIP) else _tar_members(archive, head, name)


def _zip_members(archive: IO[bytes]) -> _Members:
    with zipfile.ZipFile(archive) as zipped:
        for info in zipped.infolist():
            if info.is_dir():
                continue
            if (info.external_attr >> 16) & 0o170000 == 0o120000:
                yield info.filename, "it is a link"
                continue
            try:
                with open_member(zipped, info) as content:
                    yield info.filename, content
            except BROKEN as fault:
                yield info.filename, f"it cannot be read: {_line(fault)}"


def _tar_members(archive: IO[bytes], head: bytes, name: str) -> _Members:
    """Of a tar file, compressed or not; or the one file that is compressed."""
    first = _decompressed(archive, head).read(512)
    archive.seek(0)
    with closing(_decompressed(archive, head)) as content:
        if first[_TAR_AT : _TAR_AT + len(_TAR)] != _TAR:
            yield _without_ending(name), content
            return
        with tarfile.open(fileobj=content, mode="r|") as tar:
            for info in tar:
                if info.isfile() and (inner := tar.extractfile(info)):
                    yield info.name, inner
                elif not info.isdir():
                    yield info.name, "it is a link" if info.issym() or info.islnk() else "it is no plain file"


def _decompressed(archive: IO[bytes], head: bytes) -> IO[bytes]:
    ways: dict[bytes, Callable[[], object]] = {
        _GZIP: lambda: gzip.GzipFile(fileobj=archive),
        _BZIP2: lambda: bz2.BZ2File(archive),
        _XZ: lambda: lzma.LZMAFile(archive),  # noqa: SIM115
        _ZSTD: lambda: pa.CompressedInputStream(pa.PythonFile(_all_of(archive), mode="r"), "zstd"),
    }
    way = next((way for mark, way in ways.items() if head.startswith(mark)), lambda: archive)
    return cast("IO[bytes]", way())


def _all_of(archive: IO[bytes]) -> Part:
    length = archive.seek(0, os.SEEK_END)
    archive.seek(0)
    return Part(archive, 0, length)


def _without_ending(name: str) -> str:
    ending = PurePosixPath(name).suffix
    return name.removesuffix(ending) if ending in (".gz", ".zst", ".zstd", ".bz2", ".xz") else name


def _place(folder: Path, name: str) -> Path | None:
    """Where a member goes; None where its name would lead out of the folder, or is none."""
    parts = [part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in (".", "/")]
    bad = any(part == ".." or "\0" in part or len(part.encode("utf-8", "replace")) > _LONGEST_NAME for part in parts)
    if not parts or bad or name.startswith(("/", "\\")) or ":" in parts[0]:
        return None
    return folder.joinpath(*parts)


def _write(content: IO[bytes], name: str, place: Path, budget: Budget) -> Unpacked:
    """Writes a member. Raises `_Full`, after what was written of it is gone."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("xb") as file:
            while chunk := content.read(_CHUNK):
                budget.take(len(chunk))
                file.write(chunk)
    except FileExistsError:
        return Unpacked(name, None, "there is one of that name before it")
    except _Full:
        place.unlink()
        raise
    except BROKEN as fault:
        return Unpacked(name, place if place.is_file() else None, f"it cannot be read on: {_line(fault)}")
    return Unpacked(name, place)


def _line(fault: Exception) -> str:
    return (str(fault).splitlines() or [type(fault).__name__])[0][:200]
