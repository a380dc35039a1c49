"""The records of a log that is written line by line, or that a tool has put into one JSON document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracewalk.errors import RowError
from tracewalk.frozen import frozen
from tracewalk.importers.agent_run import record_of
from tracewalk.importers.formats import Fault, Reading
from tracewalk.importers.json_document import forget_document, read_document
from tracewalk.importers.json_text import json_of, read_json
from tracewalk.importers.sample import lines_of
from tracewalk.model import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tracewalk.importers.sample import Piece

    Elements = Callable[[Any], list[tuple[str, Any]] | None]

__all__ = ["Entry", "entries_of"]

_SHOWN = 80


@frozen
class Entry:
    """One record, an object, and where it stands."""

    value: dict[str, Any]
    raw: bytes
    """Its own bytes, by which the id of its run is made."""
    record: Record
    line: int
    """From 1; of an element the number in its list."""
    position: int
    """In bytes: how far the file is read."""


def entries_of(path: Path, limit: int, elements: Elements) -> Iterator[Entry | Reading]:
    """The records of a file in order, and the faults among them; a line or document is at most `limit` bytes long.

    `elements` gives the records of a document with the JSON pointer of each, None where it is none. Raises OSError.
    """
    if _may_be_document(path, elements):
        try:
            document = read_document(path, limit)
        except RowError:
            pass
        else:
            forget_document()
            if (found := elements(document.value)) is not None:
                yield from _elements(path, document.raw, found)
                return
    for piece in lines_of(path, limit):
        yield _line(path, piece, limit)


def _may_be_document(path: Path, elements: Elements) -> bool:
    """Whether its first line is no record of its own: a bracket, the beginning of a document, or all of one."""
    with path.open("rb") as file:
        first = file.readline(1 << 20).removeprefix(b"\xef\xbb\xbf").strip()
        rest = file.readline(1 << 20).strip()
    if not first.startswith((b"[", b"{")):
        return False
    try:
        value = read_json(first)
    except ValueError:
        return not rest.startswith((b"{", b'{"')) or first in (b"[", b"{")
    return not rest and elements(value) is not None


def _elements(path: Path, raw: bytes, found: list[tuple[str, Any]]) -> Iterator[Entry | Reading]:
    whole = record_of(raw, 0)
    for number, (pointer, value) in enumerate(found, 1):
        if isinstance(value, dict):
            record = Record(0, whole.length, pointer, whole.digest)
            yield Entry(value, json_of(value).encode("utf-8", "backslashreplace"), record, number, len(raw))
        else:
            yield _no_object(path, number, value, len(raw))


def _line(path: Path, piece: Piece, limit: int) -> Entry | Reading:
    if piece.raw is None:
        long = f"the line is longer than {limit:,} bytes (TRACEWALK_IMPORT_BYTES)"
        return Reading(Fault(str(path), piece.line, long), piece.position)
    try:
        value = read_json(piece.raw)
    except ValueError as fault:
        return Reading(Fault(str(path), piece.line, str(fault)), piece.position)
    if not isinstance(value, dict):
        return _no_object(path, piece.line, value, piece.position)
    # Without the line's end: the record is the same once the log goes on behind it.
    raw = piece.raw.rstrip(b"\r\n")
    return Entry(value, raw, record_of(raw, piece.position - len(piece.raw)), piece.line, piece.position)


def _no_object(path: Path, line: int, value: Any, position: int) -> Reading:
    shown = json_of(value)
    shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}..."
    return Reading(Fault(str(path), line, f"is no object, as every record is, but {shown}"), position)
