"""Format `cwm`: a text file of documents in CWM's format, one after the other, or one that lost its separators."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tracewalk.cwm.tokens import BEGIN, CONTEXT, TRACE_TOKEN
from tracewalk.errors import RowError
from tracewalk.importers.cwm_document import draft_of_text, has_prompt
from tracewalk.importers.documents import documents_of
from tracewalk.importers.draft import Facts
from tracewalk.importers.formats import Fault, Format, Guess, Options, Reading
from tracewalk.importers.sample import Piece, Sample

__all__ = ["FORMAT"]

_JSON = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\{\s*"|\[\s*[{\[])')
"""How a JSON document begins, which may hold trace tokens within its texts; no program does."""


def _guess(sample: Sample, _options: Options) -> Guess:
    text = None if _JSON.match(sample.head) else sample.text
    if text is None:
        return Guess(0, "it is JSON, or no text in UTF-8")
    if text.lstrip()[:1] == "{" and sample.rows:
        return Guess(0, "it is JSON")
    tokens = TRACE_TOKEN.search(text)
    if not tokens and "START_OF_TRACE" not in text:
        return Guess(0, "it holds no trace token and no START_OF_TRACE")
    if not has_prompt(text) and BEGIN not in text:
        return Guess(0.6, "it holds no prompt, hence no program; give rows of JSON with `program` and `text`")
    if not tokens and "\n{" not in text:
        return Guess(0.3, "no step follows the program")
    return Guess(1, "")


def _read(path: Path, options: Options) -> Iterator[Reading]:
    limit = options.settings.import_bytes
    for piece in documents_of(path, _token(path), limit):
        where = f"{path.name}:{piece.line}"
        try:
            yield Reading(draft_of_text(_text(piece, limit), Facts(), where), piece.position)
        except RowError as fault:
            yield Reading(Fault(str(path), piece.line, str(fault)), piece.position)


def _token(path: Path) -> bytes:
    """What each document of a file begins with."""
    with path.open("rb") as file:
        return BEGIN.encode() if BEGIN.encode() in file.read(1 << 20) else CONTEXT.encode()


def _text(piece: Piece, limit: int) -> str:
    if piece.raw is None:
        raise RowError(f"the document is longer than {limit:,} bytes (TRACEWALK_IMPORT_BYTES)")
    try:
        return piece.raw.decode()
    except UnicodeDecodeError as fault:
        raise RowError(
            f"is not UTF-8: byte 0x{piece.raw[fault.start]:02x} at {fault.start:,} of the document"
        ) from None


FORMAT = Format("cwm", "CWM's trace text", _guess, _read)
