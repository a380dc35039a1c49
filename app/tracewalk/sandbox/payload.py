"""A payload looked at: its parts by name, each of a length that can be."""

from __future__ import annotations

from typing import Any

import numpy as np

from tracewalk.sandbox.frames import Forged
from tracewalk.sandbox.packed import HEAD, PARTS

__all__ = ["Payload"]

_NONE = np.zeros(0, "<i4")
_MAX_ROWS = 10_000_000
_TEXTS = {
    "values": "value_bytes",
    "results": "result_bytes",
    "stdout": "stdout_bytes",
    "stderr": "stderr_bytes",
    "functions": "function_bytes",
    "files": "file_bytes",
    "names_new": "name_bytes",
    "types_new": "type_bytes",
}
"""Parts that are text, and where their lengths are."""
_KINDS = tuple((name, name in _TEXTS) for name in PARTS)
_EMPTY_NUMBERS = {name: _NONE for name, is_text in _KINDS if not is_text}
_EMPTY_TEXT = {name: memoryview(b"") for name in _TEXTS}


class Payload:
    """The parts of one payload: numbers as int32 arrays, text as bytes. Raises `Forged` where the lengths disagree."""

    __slots__ = ("numbers", "text")

    def __init__(self, payload: bytes) -> None:
        if len(payload) < HEAD.size:
            raise Forged(f"{len(payload)} bytes of steps")
        lengths = HEAD.unpack_from(payload)
        if sum(lengths) != len(payload) - HEAD.size:
            raise Forged("parts that are not as long as they say")
        self.numbers: dict[str, Any] = _EMPTY_NUMBERS.copy()
        self.text = _EMPTY_TEXT.copy()
        view, at = memoryview(payload), HEAD.size
        for (name, is_text), length in zip(_KINDS, lengths, strict=True):
            if not length:  # as half of them
                continue
            if is_text:
                self.text[name] = view[at : at + length]
            elif length % 4 or length > 4 * _MAX_ROWS:
                raise Forged("a part of the wrong length")
            else:
                self.numbers[name] = np.frombuffer(payload, "<i4", length // 4, at)
            at += length

    def words(self, name: str) -> list[str]:
        """A part of texts none of which is null, as a list."""
        lengths, text = self.numbers[_TEXTS[name]].tolist(), self.text[name]
        if sum(lengths) != len(text) or (lengths and min(lengths) < 0):
            raise Forged("words that are not as long as they say")
        whole, at, found = bytes(text), 0, []
        try:
            for length in lengths:
                found.append(whole[at : at + length].decode())
                at += length
        except UnicodeDecodeError:
            raise Forged("a word that is no text") from None
        return found
