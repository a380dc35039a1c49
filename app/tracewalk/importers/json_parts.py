"""A JSON document that may be long or cut off, part by part: the members of its object, and the elements of one list.

A document within the limit is read at once; of a longer one only a part must be within it. What stands before damage is
found: the part in which it lies is given as far as it goes.
"""

from __future__ import annotations

import json
import re
from codecs import getincrementaldecoder
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from tracewalk.frozen import frozen

__all__ = ["Damage", "Part", "parts_of", "sound_part"]

_DECODER = json.JSONDecoder(strict=False)
_SPACE = re.compile(r"[ \t\r\n]*")
_STRUCTURE = re.compile(r'["{}\[\]]')
_END = re.compile(r"[,}\]]")
_IN_TEXT = re.compile(r'["\\]')
_DEEPEST = 100
"""How deep a damaged value is looked into."""


@frozen
class Part:
    """A member of the document's object, or an element of the list asked for."""

    key: str
    index: int | None
    """Of an element; None: a member as a whole."""
    value: Any
    raw: bytes
    offset: int
    """In bytes of the file."""
    whole: bool = True
    """False: the document is damaged or ends within it, and `value` holds what stands before."""


@frozen
class Damage:
    """What cannot be read, and where it begins in bytes."""

    why: str
    offset: int
    final: bool = True
    """False: the parts behind it are read all the same."""


def parts_of(path: Path, limit: int, listed: str) -> Iterator[Part | Damage]:
    """The members of the object that a file holds, in order; of the list called `listed` its elements, one by one.

    Memory is bounded by a few times `limit`, in bytes of one part. Raises OSError; what else is wrong is a `Damage`.
    """
    with path.open("rb") as file:
        yield from _Reader(file, limit).parts(listed)


class _Reader:
    """Where it is in a file, and the text around there."""

    def __init__(self, file: IO[bytes], limit: int) -> None:
        self._file = file
        self._limit = limit
        self._decode = getincrementaldecoder("utf-8")()
        self._text = ""
        self._at = 0
        self._counted = (0, 0)
        """A place in the text, and the bytes of the file before it."""
        self._ended = False
        self._fault: Damage | None = None

    def parts(self, listed: str) -> Iterator[Part | Damage]:
        self._more()
        if self._text.startswith("\ufeff"):
            self._at = 1
        if self._next() != "{":
            yield self._damage("does not begin as a JSON object does")
            return
        self._at += 1
        while (sign := self._next()) != "}":
            if sign == ",":
                self._at += 1
                continue
            key = self._key()
            if key is None:
                yield self._damage("is not JSON: a name is expected" if self._next() else "is cut off")
                return
            for found in self._elements(key) if key == listed and self._next() == "[" else self._part(key, None):
                yield found
                if isinstance(found, Damage) and found.final:
                    return

    def _elements(self, key: str) -> Iterator[Part | Damage]:
        self._at += 1
        index = 0
        while (sign := self._next()) != "]":
            if sign == ",":
                self._at += 1
                continue
            if not sign:
                yield self._damage("is cut off")
                return
            yield from self._part(key, index)
            index += 1
        self._at += 1

    def _key(self) -> str | None:
        """A name, and the colon behind it; None where there is none."""
        if self._next() != '"':
            return None
        found = self._value()
        if isinstance(found, Damage) or not isinstance(found[0], str):
            return None
        self._at = found[1]
        if self._next() != ":":
            return None
        self._at += 1
        return found[0]

    def _part(self, key: str, index: int | None) -> Iterator[Part | Damage]:
        """The value that begins here; it is beyond it afterwards, also where it is damaged."""
        self._next()
        start = self._offset()
        found = self._value()
        if not isinstance(found, Damage):
            begin = self._at
            value, self._at = found
            yield Part(key, index, value, self._text[begin : self._at].encode(), start)
            return
        text, begin = self._text, self._at
        value = sound_part(text, begin)
        self._skip()
        raw = text[begin : self._at] if self._text is text else text[begin:]
        if value is not None:
            yield Part(key, index, value, raw.encode(), start, whole=False)
        stuck = self._offset() == found.offset
        final = stuck or self._fault is not None or self._next() not in (",", "]", "}")
        yield self._fault or Damage(found.why, found.offset, final)

    def _value(self) -> tuple[Any, int] | Damage:
        """The value that begins here, and where it ends."""
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
                if end < len(self._text) or self._ended:  # else a number may go on
                    return value, end
            except RecursionError:
                return Damage("is nested too deep", self._offset())
            except ValueError as fault:
                if self._ended:
                    return self._damage(f"is not JSON, or is cut off: {getattr(fault, 'msg', fault)}")
            if len(self._text) - self._at > self._limit:
                return Damage(f"is longer than {self._limit:,} bytes (TRACEWALK_IMPORT_BYTES)", self._offset())
            self._more()

    def _skip(self) -> None:
        """Goes beyond a value that is not read: to where its brackets are closed."""
        depth = 0
        wanted = _STRUCTURE if self._next() in ("{", "[", '"') else _END
        while self._next():
            found = wanted.search(self._text, self._at)
            if found is None:
                self._at = len(self._text)
                continue
            if wanted is _END:
                self._at = found.start()
                return
            self._at = found.end()
            if found[0] == '"':
                self._skip_text()
            else:
                depth += 1 if found[0] in "{[" else -1
            if depth <= 0:
                return

    def _skip_text(self) -> None:
        while self._at < len(self._text) or self._more():
            found = _IN_TEXT.search(self._text, self._at)
            self._at = found.end() if found else len(self._text)
            if found and found[0] == '"':
                return
            if found and (self._at < len(self._text) or self._more()):
                self._at += 1

    def _next(self) -> str:
        """The next character that is no space; "" at the end."""
        while True:
            space = _SPACE.match(self._text, self._at)
            self._at = space.end() if space else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _more(self) -> bool:
        """Reads on, as much again as there is; whether there was more."""
        if self._ended:
            return False
        before = self._offset()
        rest = len(self._text) - self._at
        raw = self._file.read(max(self._limit - rest, self._limit // 8, 1))
        self._ended = not raw
        try:
            self._text, self._at = self._text[self._at :] + self._decode.decode(raw, final=not raw), 0
        except UnicodeDecodeError as fault:
            sound = raw[: max(fault.start - 4, 0)].decode(errors="ignore")  # the decoder may have held back 3 bytes
            self._text, self._at, self._ended = self._text[self._at :] + sound, 0, True
            self._fault = Damage("is not UTF-8", self._file.tell() - len(raw) + fault.start)
        self._counted = (0, before)
        return bool(raw)

    def _offset(self) -> int:
        """Where it is in the file, in bytes."""
        place, before = self._counted
        passed = self._text[place : self._at]
        self._counted = (self._at, before + (len(passed) if passed.isascii() else len(passed.encode())))
        return self._counted[1]

    def _damage(self, why: str) -> Damage:
        return self._fault or Damage(why, self._offset())


def sound_part(text: str, at: int = 0) -> Any:
    """As much of a JSON object or list as stands before the damage; None where nothing does."""
    return _sound(text, at, 0)


def _sound(text: str, at: int, depth: int) -> Any:
    opening = text[at : at + 1]
    if opening not in ("{", "[") or depth > _DEEPEST:
        return None
    found: dict[str, Any] = {}
    at = _beyond_space(text, at + 1)
    while at < len(text) and text[at] not in "}]":
        key, at = _value_at(text, at) if opening == "{" else (str(len(found)), at)
        if not isinstance(key, str) or at < 0 or (opening == "{" and text[at : at + 1] != ":"):
            break
        start = _beyond_space(text, at + 1 if opening == "{" else at)
        value, at = _value_at(text, start)
        if at < 0:
            inner = _sound(text, start, depth + 1)
            found |= {} if inner is None else {key: inner}
            break
        found[key] = value
        at = _beyond_space(text, at + 1) if text[at : at + 1] == "," else at
    return found if opening == "{" else list(found.values())


def _value_at(text: str, at: int) -> tuple[Any, int]:
    """A whole value and where the next thing begins; -1: it is none, or goes on to the end, where it may be cut."""
    try:
        value, end = _DECODER.raw_decode(text, at)
    except (ValueError, RecursionError):
        return None, -1
    end = _beyond_space(text, end)
    return (value, end) if end < len(text) else (None, -1)


def _beyond_space(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at
