"""A file that is one JSON document, read and parsed once, though every format is asked about it before it is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tracewalk.errors import RowError
from tracewalk.frozen import frozen
from tracewalk.importers.json_text import read_json

__all__ = ["Document", "forget_document", "read_document"]


@frozen
class Document:
    """What a file holds: its bytes, and their value, which nobody may change."""

    raw: bytes
    value: Any


_Key = tuple[str, int, int, int, int]
_last: list[tuple[_Key, Document | RowError]] = []
"""The document read last: the formats ask for the same one in turn."""


def read_document(path: Path, limit: int, raw: bytes | None = None) -> Document:
    """The document of a file, whose bytes are read unless they are given.

    Raises `RowError` where it is none or longer than `limit` bytes, and OSError.
    """
    state = path.stat()
    key = (str(path), state.st_ino, state.st_size, state.st_mtime_ns, limit)
    if not (_last and _last[0][0] == key):
        _last.clear()  # before the next one is parsed: two large ones need not fit at once
        _last.append((key, _read(path, limit, raw)))
    found = _last[0][1]
    if isinstance(found, RowError):
        raise RowError(str(found))
    return found


def forget_document() -> None:
    """Gives up the memory of the document read last."""
    _last.clear()


def _read(path: Path, limit: int, raw: bytes | None) -> Document | RowError:
    if raw is None:
        with path.open("rb") as file:
            raw = file.read(limit + 1)
    if len(raw) > limit:
        return RowError(f"the document is longer than {limit:,} bytes (TRACEWALK_IMPORT_BYTES)")
    try:
        return Document(raw, read_json(raw.removeprefix(b"\xef\xbb\xbf")))
    except ValueError as fault:
        return RowError(str(fault))
