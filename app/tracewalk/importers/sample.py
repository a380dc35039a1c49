"""The beginning of a file, by which its format is told; and its lines and documents, each within a limit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import IO, Any

from tracewalk.errors import RowError
from tracewalk.frozen import frozen
from tracewalk.importers.json_document import Document, read_document
from tracewalk.importers.json_text import read_json

__all__ = ["Piece", "Sample", "forget_sample", "lines_of", "read_json", "take_sample"]

_HEAD = 1 << 20
_ROWS = 8
_ROW_BYTES = 1 << 18
"""Bytes of all rows of a sample but the first one."""
_BOM = b"\xef\xbb\xbf"
_OBJECT = re.compile(rb"\n[^\S\n]*\{")
"""The beginning of a further line that may be an object."""
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Sample:
    """The first megabyte of a file, and its first rows, which may be longer."""

    path: Path
    size: int
    head: bytes
    limit: int
    """Bytes of a row at most."""

    @cached_property
    def text(self) -> str | None:
        """As text; None where it is not UTF-8."""
        head = self.head.removeprefix(_BOM)
        cut = head.rfind(b"\n") + 1 if len(self.head) < self.size else len(head)
        try:
            return head[: cut or len(head)].decode()
        except UnicodeDecodeError:
            return None

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The objects among its first lines, where it is a file of JSON lines."""
        if self._begins != b"{" and not _OBJECT.search(self.head):
            return []
        if isinstance(self.document, dict) and self._is_one_line:
            return [self.document]
        return [row for row in islice(self._first_rows(), _ROWS) if isinstance(row, dict)]

    def _first_rows(self) -> Iterator[Any]:
        """The values of the first lines; of long ones fewer, as all of them are read again later."""
        n_bytes = 0
        for number, piece in enumerate(lines_of(self.path, self.limit)):
            raw = piece.raw or b""
            n_bytes += len(raw)
            if number and n_bytes > _ROW_BYTES:
                return
            try:
                yield self._first[0] if not number and self._first else read_json(raw)
            except ValueError:
                yield None

    @cached_property
    def _first(self) -> tuple[Any] | None:
        """The value of the first line, where it is one by itself and the file goes on."""
        first, end, rest = self.head.removeprefix(_BOM).lstrip().partition(b"\n")
        if first.startswith((b"{", b"[")) and end and rest.strip():
            with suppress(ValueError):
                return (read_json(first),)
        return None

    @cached_property
    def document(self) -> Any:
        """The value of the file where it is one JSON document within the limit, else None; nobody may change it."""
        return None if self.is_lines or self.why_no_document else self._read().value

    @cached_property
    def why_no_document(self) -> str | None:
        """Why a file that begins as one JSON document cannot be read as one; None where it can, or is another thing."""
        if self.is_lines:
            return None
        try:
            self._read()
        except RowError as fault:
            return str(fault)
        return None

    def _read(self) -> Document:
        return read_document(self.path, self.limit, self.head if len(self.head) == self.size else None)

    def value_of(self, line: int, raw: bytes) -> Any:
        """The value of a line of the file, which nobody may change; that of the first may be known already.

        Raises `ValueError`.
        """
        return self._first[0] if line == 1 and self._first else read_json(raw)

    @cached_property
    def is_lines(self) -> bool:
        """Whether it is no single document: it begins as none does, or with a line that is one, and goes on."""
        return self._begins not in (b"{", b"[") or self._first is not None

    @cached_property
    def _begins(self) -> bytes:
        return self.head.removeprefix(_BOM).lstrip()[:1]

    @property
    def _is_one_line(self) -> bool:
        return b"\n" not in self.head.strip()


def take_sample(path: Path, limit: int) -> Sample:
    """The sample of a file, whose rows are longer than `limit` bytes only where they are none.

    The last one is kept: a format that reads a file asks for what its guess has looked at.
    """
    state = path.stat()
    key = (str(path), state.st_ino, state.st_size, state.st_mtime_ns, limit)
    if not (_last and _last[0][0] == key):
        with path.open("rb") as file:
            _last[:] = [(key, Sample(path, state.st_size, file.read(_HEAD), limit))]
    return _last[0][1]


_Key = tuple[str, int, int, int, int]
_last: list[tuple[_Key, Sample]] = []


def forget_sample() -> None:
    """Gives up the memory of the last sample."""
    _last.clear()


@frozen
class Piece:
    """A line or document of a file; `raw` None: longer than the limit, and passed over."""

    line: int
    """Where it begins, from 1."""
    raw: bytes | None
    position: int
    """Bytes of the file read so far."""


def lines_of(path: Path, limit: int) -> Iterator[Piece]:
    """The lines of a file that are not blank; memory is bounded by the limit, whatever their length."""
    with path.open("rb") as file:
        number = 0
        while raw := file.readline(limit + 1):
            number += 1
            if number == 1:
                raw = raw.removeprefix(_BOM)
            if len(raw) > limit:
                _skip(file, raw)
                yield Piece(number, None, file.tell())
            elif raw.strip():
                yield Piece(number, raw, file.tell())


def _skip(file: IO[bytes], raw: bytes) -> None:
    """Reads on to the end of a line."""
    while raw and not raw.endswith(b"\n"):
        raw = file.readline(_CHUNK)
