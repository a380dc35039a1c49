"""The documents of a file that hold runs of agents: the file itself, or each of its lines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tracewalk.frozen import frozen
from tracewalk.importers.agent_run import record_of, run_id
from tracewalk.importers.formats import Fault
from tracewalk.importers.given import sound
from tracewalk.importers.json_document import read_document
from tracewalk.importers.json_parts import sound_part
from tracewalk.importers.json_text import json_of
from tracewalk.importers.sample import Piece, lines_of, take_sample

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tracewalk.importers.agent_run import AgentRun
    from tracewalk.importers.formats import Guess, Options
    from tracewalk.importers.sample import Sample
    from tracewalk.model import Record

__all__ = ["Source", "document_sources", "guess_of_documents", "told"]

_BOM = b"\xef\xbb\xbf"
_DAMAGED = "its log is damaged or cut off: this is what stands before that"


@frozen
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
    damaged: bool = False
    """The document is cut off or damaged, and this what stands before that."""

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
    """Each document of a file and how far the file is read; what is none is a fault. Raises OSError.

    Of a document that is damaged or cut off what stands before that comes first.
    """
    limit = options.settings.import_bytes
    sample = take_sample(path, limit)
    if sample.document is not None:
        raw = read_document(path, limit).raw
        yield Source(path, 0, sample.document, record_of(raw, 0), run_id(format_, [raw]), format_), len(raw)
    elif not sample.is_lines and b"\n" in sample.head.strip() and not sample.rows:
        with path.open("rb") as file:
            whole = file.read(limit + 1)
        piece = Piece(0, whole if len(whole) <= limit else None, sample.size)
        yield from ((found, sample.size) for found in _parsed(sample, piece, 0, format_))
    else:
        for piece in lines_of(path, limit):
            offset = piece.position - len(piece.raw or b"")
            yield from ((found, piece.position) for found in _parsed(sample, piece, offset, format_))


def guess_of_documents(sample: Sample, likeness: Callable[[Any], Guess]) -> Guess:
    """How much a file looks like documents of a kind: the best of those that its beginning shows, whole or not."""
    shown = [sample.document, *sample.rows]
    if sample.document is None and not sample.rows and sample.text:
        shown.append(sound_part(sample.text.lstrip()))
    return max(map(likeness, shown), key=lambda guess: guess.likeness)


def told(run: AgentRun, source: Source) -> AgentRun:
    """A run, with a note where what it was read from is not whole."""
    if source.damaged:
        run.trajectory = replace(run.trajectory, notes=(*run.trajectory.notes, _DAMAGED))
        run.notes = {**run.notes, _DAMAGED: 1}
    return run


def _parsed(sample: Sample, piece: Piece, offset: int, format_: str) -> Iterator[Source | Fault]:
    """The document of a line, or of a whole file, whose line is 0."""
    path, limit = sample.path, sample.limit
    if piece.raw is None:
        what = "line" if piece.line else "document"
        yield Fault(str(path), piece.line, f"the {what} is longer than {limit:,} bytes (TRACEWALK_IMPORT_BYTES)")
        return
    record, run = record_of(piece.raw, offset), run_id(format_, [piece.raw])
    try:
        value = sample.value_of(piece.line, piece.raw.removeprefix(_BOM))
        yield Source(path, piece.line, value, record, run, format_)
    except ValueError as fault:
        why = str(fault)
        if value := sound_part(piece.raw.decode(errors="replace").lstrip("\ufeff \t\r\n")):
            yield Source(path, piece.line, value, record, run, format_, damaged=True)
        yield Fault(str(path), piece.line, why)
