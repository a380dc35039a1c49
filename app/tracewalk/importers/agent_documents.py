"""The documents of a file that hold runs of agents: the file itself, or each of its lines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tracewalk.errors import RowError
from tracewalk.importers.agent_run import record_of, run_id
from tracewalk.importers.formats import Fault
from tracewalk.importers.given import sound
from tracewalk.importers.json_document import read_document
from tracewalk.importers.json_text import json_of, read_json
from tracewalk.importers.sample import lines_of, take_sample

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tracewalk.importers.formats import Options
    from tracewalk.importers.sample import Piece
    from tracewalk.model import Record

__all__ = ["Source", "document_sources"]


@dataclass(frozen=True, slots=True)
class Source:
    """A document, or a part of one, with what is said of where it stands."""

    path: Path
    line: int
    """From 1; 0: the whole file."""
    value: Any
    record: Record
    """Of the whole document; its pointer is empty."""
    run: str
    """Id of the run that it holds."""
    format: str
    pointer: str = ""
    """Of the part."""

    @property
    def place(self) -> str | None:
        """Of the run in a file of many."""
        return self.pointer or (f"line {self.line}" if self.line else None)

    def part(self, pointer: str, value: Any) -> Source:
        """A part of the document that is a run of its own: its id is of its own text."""
        own = run_id(self.format, [sound(json_of(value)).encode()])
        return replace(self, value=value, pointer=self.pointer + pointer, run=own)

    def at(self, pointer: str) -> Record:
        """A record below what this holds."""
        whole = self.record
        return type(whole)(whole.offset, whole.length, self.pointer + pointer, whole.digest)


def document_sources(path: Path, options: Options, format_: str) -> Iterator[tuple[Source | Fault, int]]:
    """Each document of a file and how far the file is read; what is none is a fault. Raises OSError."""
    limit = options.settings.import_bytes
    sample = take_sample(path, limit)
    if sample.document is not None:
        raw = read_document(path, limit).raw
        yield Source(path, 0, sample.document, record_of(raw, 0), run_id(format_, [raw]), format_), len(raw)
    elif not sample.is_lines and b"\n" in sample.head.strip() and not sample.rows:
        yield Fault(str(path), 0, _why_none(path, limit)), sample.size
    else:
        for piece in lines_of(path, limit):
            yield _line(path, piece, limit, format_), piece.position


def _why_none(path: Path, limit: int) -> str:
    try:
        read_document(path, limit)
    except RowError as fault:
        return str(fault)
    return "it holds nothing"


def _line(path: Path, piece: Piece, limit: int, format_: str) -> Source | Fault:
    if piece.raw is None:
        return Fault(str(path), piece.line, f"the line is longer than {limit:,} bytes (TRACEWALK_IMPORT_BYTES)")
    try:
        value = read_json(piece.raw)
    except ValueError as fault:
        return Fault(str(path), piece.line, str(fault))
    record = record_of(piece.raw, piece.position - len(piece.raw))
    return Source(path, piece.line, value, record, run_id(format_, [piece.raw]), format_)
