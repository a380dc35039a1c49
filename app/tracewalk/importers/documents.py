"""The documents of a text file: each begins with a token, and goes on to the next one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tracewalk.importers.sample import Piece

__all__ = ["documents_of"]

_CHUNK = 1 << 20


def documents_of(path: Path, token: bytes, limit: int) -> Iterator[Piece]:
    """The documents that begin with a token, and before them what stands in front of the first one, if anything.

    A document longer than the limit comes without its text; memory is bounded by the limit and a megabyte.
    """
    splitter = _Splitter(token, limit)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield from splitter.feed(chunk)
    yield from splitter.finish()


class _Splitter:
    def __init__(self, token: bytes, limit: int) -> None:
        self._token = token
        self._limit = limit
        self._held = bytearray()
        """The document under way; of one that is too long only its end, in which the next token may have begun."""
        self._searched = 0
        """Bytes of it in which no further token begins."""
        self._long = False
        self._line = 1
        """Where what is held begins."""
        self._position = 0

    def feed(self, chunk: bytes) -> Iterator[Piece]:
        """The documents that are complete now."""
        self._held += chunk
        self._position += len(chunk)
        while (at := self._held.find(self._token, self._from())) >= 0:
            yield from self._close(at)
        self._searched = max(len(self._held) - len(self._token) + 1, 0)
        if self._searched > self._limit:
            if not self._long:
                yield Piece(self._line, None, self._position)
            self._drop(self._searched)
            self._long = True

    def finish(self) -> Iterator[Piece]:
        """The last document."""
        yield from self._close(len(self._held))

    def _from(self) -> int:
        """Where the next token is looked for: behind the one with which the document begins."""
        own = not self._long and self._held.startswith(self._token)
        return max(self._searched, len(self._token) if own else 0)

    def _close(self, at: int) -> Iterator[Piece]:
        raw = bytes(self._held[:at])
        if raw.strip() and not self._long:
            blank = raw[: len(raw) - len(raw.lstrip())]
            yield Piece(self._line + blank.count(b"\n"), raw if at <= self._limit else None, self._position)
        self._drop(at)
        self._long = False

    def _drop(self, n: int) -> None:
        self._line += self._held.count(b"\n", 0, n)
        del self._held[:n]
        self._searched = 0
