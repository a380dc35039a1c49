"""A result file as one JSON object or as rows: JSON, or JSON lines, whatever it is called."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from tracewalk.benchmarks.score import Document
from tracewalk.errors import RowError

__all__ = ["read_document"]

_MARK = b"\xef\xbb\xbf"


def read_document(path: Path, most: int) -> Document:
    """What a file holds; `most`: bytes of a document, or of a line. Raises `RowError`, which says what is off."""
    try:
        raw = path.read_bytes() if path.stat().st_size <= most else None
    except OSError as fault:
        raise RowError(f"cannot be read: {fault.strerror}") from None
    if raw is None:
        with path.open("rb") as file:
            return _lines(path, _digest_of(path), file, most)
    digest, text = hashlib.blake2b(raw, digest_size=8).hexdigest(), raw.removeprefix(_MARK).strip()
    if not text:
        raise RowError("is empty")
    try:
        value = json.loads(text)
    except RecursionError:
        raise RowError("is nested too deep") from None
    except ValueError:
        return _lines(path, digest, raw.splitlines(), most)
    if isinstance(value, dict):
        # One line of JSON lines is an object too; its format, if it is one of rows, finds it in both.
        return Document(path, digest, value, [value] if path.suffix == ".jsonl" else [])
    if isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
        return Document(path, digest, rows=value)
    what = f"a list of {type(value[0]).__name__}" if isinstance(value, list) and value else type(value).__name__
    raise RowError(f"is neither an object nor rows of them, but {what}")


def _lines(path: Path, digest: str, lines: Any, most: int) -> Document:
    rows = []
    for number, line in enumerate(lines, 1):
        if len(line) > most:
            raise RowError(f"is larger than {most:,} bytes, which TRACEWALK_IMPORT_BYTES limits")
        if text := line.removeprefix(_MARK).strip():
            rows.append(_row(text, number))
    return Document(path, digest, rows=rows)


def _row(text: bytes, number: int) -> dict[str, Any]:
    try:
        row = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise RowError(f"is neither JSON nor JSON lines: line {number}: {str(fault)[:100]}") from None
    if not isinstance(row, dict):
        raise RowError(f"line {number} is of type {type(row).__name__}, not an object")
    return row


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=8)).hexdigest()
