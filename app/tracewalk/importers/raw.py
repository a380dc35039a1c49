"""The raw record that a turn was read from, out of its file or archive as it is now.

A lake may come from anybody, and names files: nothing is given away of one unless it is just what was imported, which
its digest proves, and unless it looks like a log's record; so that nobody who guesses at a file learns more than that.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Generator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path, PurePath
from typing import IO, Any

from tracewalk.errors import NotFound
from tracewalk.importers.archives import BROKEN, is_archive, open_within
from tracewalk.importers.complete import MEMBER
from tracewalk.importers.json_text import json_of
from tracewalk.importers.raw_places import beside, cell, parted
from tracewalk.model import Record

__all__ = ["IN_COLUMNS", "pointed", "raw_record"]

_CHUNK = 1 << 20
_BEGINS = (b"{", b"[", b'"', b"\xef\xbb\xbf")
_SPOOLED = 1 << 26
IN_COLUMNS = frozenset({"inspect-scout"})
"""Formats of which a record's name is that of a column."""
_NESTED = 16
"""Times the limit of a record that an archive within an archive may have."""


def raw_record(trajectory: Mapping[str, Any], record: Record, limit: int, base: Path | None = None) -> bytes:
    """The bytes of a record of a trajectory, whose row tells `source_file` and `source_member`.

    A relative file is looked for in `base`. Raises `NotFound` where the file is gone, the record is longer than `limit`
    bytes, or its bytes are no longer those that were imported.
    """
    name, _ = parted(record.pointer)
    source, member = trajectory["source_file"], trajectory["source_member"]
    if name is not None and trajectory["source_format"] not in IN_COLUMNS:
        source, member, name = *beside(source, member, name), None
    file = Path(base or ".", source)
    shown = f"{source} ({member})" if member else str(source)
    if record.length > limit:
        raise NotFound(f"the record is longer than {limit:,} bytes (TRACEWALK_IMPORT_BYTES); it stands in {shown}")
    try:
        with _opened(file) as whole:
            if member:
                with _within(whole, file.name, member.split(MEMBER), limit) as found:
                    raw = _part(found, record) if name is None else _cell(found, name, record, limit)
            elif name is not None:
                raw = cell(whole, name, record.offset, limit)
            else:
                whole.seek(record.offset)
                raw = _part(whole, replace(record, offset=0))
    except BROKEN as fault:
        reason = getattr(fault, "strerror", None) or fault
        raise NotFound(f"the log {shown} cannot be read: {reason}; import it again from where it is now") from None
    digest = blake2b(raw).hexdigest()[: len(record.digest)]
    if len(record.digest) < 16 or digest != record.digest or not raw.lstrip().startswith(_BEGINS):
        raise NotFound(f"the log {shown} has changed since it was imported: the record is not there any more")
    return raw


@contextmanager
def _opened(file: Path) -> Generator[IO[bytes]]:
    """A plain file; a device or pipe, which might never end, is refused."""
    descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as opened:  # noqa: PTH123
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError("it is no plain file")
        yield opened


@contextmanager
def _within(file: IO[bytes], name: str, members: list[str], limit: int) -> Generator[IO[bytes]]:
    """The member of an archive, or of an archive in it."""
    head = file.read(512)
    file.seek(0)
    if not is_archive(head):
        raise OSError("it is no archive any more")
    with closing(open_within(file, name, members[0])) as found:
        content = next(found, None)
        if content is None:
            raise OSError(f"it has no {members[0]} any more")
        if len(members) == 1:
            yield content
            return
        with tempfile.SpooledTemporaryFile(_SPOOLED) as copy:
            while (chunk := content.read(_CHUNK)) and copy.tell() <= limit * _NESTED:
                copy.write(chunk)
            copy.seek(0)
            with _within(copy, PurePath(members[0]).name, members[1:], limit) as inner:
                yield inner


def _cell(file: IO[bytes], column: str, record: Record, limit: int) -> bytes:
    """The same of a file that cannot be sought in."""
    with tempfile.SpooledTemporaryFile(_SPOOLED) as copy:
        while (chunk := file.read(_CHUNK)) and copy.tell() <= limit * _NESTED:
            copy.write(chunk)
        copy.seek(0)
        return cell(copy, column, record.offset, limit)


def _part(file: IO[bytes], record: Record) -> bytes:
    left = record.offset
    while left > 0 and (chunk := file.read(min(left, _CHUNK))):  # what archives hold cannot be sought in
        left -= len(chunk)
    found = bytearray()
    while len(found) < record.length and (chunk := file.read(record.length - len(found))):
        found += chunk
    return bytes(found)


def pointed(value: Any, pointer: str) -> Any:
    """The part of a JSON value that the pointer of its record names. Raises `NotFound`."""
    _, pointer = parted(pointer)
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            raise NotFound(f"the record has no {pointer}; it begins with {json_of(value)[:80]}")
    return value
