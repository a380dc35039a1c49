"""Text to token ids and back, exactly as llama.cpp does it for a vocabulary without merges."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, cached_property, lru_cache
from typing import Any

from tracewalk.errors import ModelError
from tracewalk.tiny.vocabulary import CONTROL, NEWEST, strings

__all__ = ["BYTE", "Tokenizer", "byte_symbols"]

BYTE, CONTROL_KIND, USER_KIND = 1, 3, 4
"""Kinds of token in a GGUF file (`gguf.TokenType`): a byte, one that is never said, a string looked for as a whole."""

_SEPARATOR = re.compile(r"(<\|\w+\|>)")


class Tokenizer:
    """Bytes, and strings that are looked for in the whole text: longest first, of equal ones the first listed."""

    def __init__(self, byte_ids: Mapping[int, int], texts: Mapping[str, int], control: Iterable[str]) -> None:
        self.ids = dict(texts)
        self._bytes = [byte_ids[b] for b in range(256)]
        self._control = frozenset(control)
        self._pieces = {i: bytes([b]) for b, i in byte_ids.items()} | {i: t.encode() for t, i in texts.items()}
        plain = [t for t in texts if not _SEPARATOR.fullmatch(t)]
        self._longest_first = sorted(plain, key=lambda t: -len(t.encode()))
        self._segment = lru_cache(100_000)(self._matched)

    @classmethod
    def of_version(cls, version: int = NEWEST) -> Tokenizer:
        """Of one of this project's vocabularies."""
        return _of_version(version)

    @classmethod
    def of_gguf(cls, metadata: Mapping[str, Any]) -> Tokenizer:
        """As a GGUF file's metadata has it. Raises `ModelError` for a vocabulary that has merges or lacks bytes."""
        tokens, kinds = metadata.get("tokenizer.ggml.tokens", []), metadata.get("tokenizer.ggml.token_type", [])
        merges = metadata.get("tokenizer.ggml.merges", [])
        if metadata.get("tokenizer.ggml.model") != "gpt2" or len(merges) > 1 or len(tokens) != len(kinds):
            raise ModelError("this model's vocabulary has merges, which need llama.cpp: pip install 'tracewalk[model]'")
        symbols = {symbol: byte for byte, symbol in enumerate(byte_symbols())}
        pairs = [(i, text, kind) for i, (text, kind) in enumerate(zip(tokens, kinds, strict=True))]
        byte_ids = {symbols[text]: i for i, text, kind in pairs if kind == BYTE and text in symbols}
        if len(byte_ids) < 256:
            raise ModelError(f"this model's vocabulary has {len(byte_ids)} of the 256 bytes; export the model again")
        texts = {text: i for i, text, kind in pairs if kind in {CONTROL_KIND, USER_KIND} and text}
        return cls(byte_ids, texts, (text for _, text, kind in pairs if kind == CONTROL_KIND))

    def encode(self, text: str, *, control: bool = True) -> list[int]:
        """The ids of a text. Without `control`, tokens that are never said are spelled in bytes."""
        found: list[int] = []
        for part in _SEPARATOR.split(text):
            if part in self.ids and (control or part not in self._control):
                found.append(self.ids[part])
            elif part:
                found.extend(self._segment(part))
        return found

    def decode(self, ids: Iterable[int]) -> str:
        """The text of some ids; bytes that are no UTF-8 become U+FFFD, unused ids nothing."""
        return b"".join(map(self.piece, ids)).decode("utf-8", "replace")

    def piece(self, token: int) -> bytes:
        """The bytes of one id."""
        return self._pieces.get(token, b"")

    @cached_property
    def byte_pieces(self) -> frozenset[int]:
        """The ids that stand for a single byte."""
        return frozenset(self._bytes)

    def _matched(self, text: str) -> tuple[int, ...]:
        """Ids of a text in which no separator is looked for."""
        parts: list[str | int] = [text]
        for wanted in self._longest_first:
            if wanted in text:
                parts = list(self._cut(parts, wanted))
        return tuple(i for part in parts for i in ([part] if isinstance(part, int) else self._spelled(part)))

    def _cut(self, parts: Iterable[str | int], wanted: str) -> Iterable[str | int]:
        """The parts, with the string's id in each place where it stands."""
        for part in parts:
            if isinstance(part, int):
                yield part
                continue
            for i, piece in enumerate(part.split(wanted)):
                if i:
                    yield self.ids[wanted]
                if piece:
                    yield piece

    def _spelled(self, text: str) -> Iterable[int]:
        return (self._bytes[b] for b in text.encode("utf-8", "replace"))


@cache
def _of_version(version: int) -> Tokenizer:
    texts = {text: 256 + i for i, text in enumerate(strings(version))}
    return Tokenizer({b: b for b in range(256)}, texts, CONTROL)


def byte_symbols() -> list[str]:
    """GPT-2's printable stand-in for each byte (`bytes_to_unicode` of openai/gpt-2, encoder.py)."""
    plain = {*range(33, 127), *range(161, 173), *range(174, 256)}
    others = iter(range(256, 512))
    return [chr(b) if b in plain else chr(next(others)) for b in range(256)]
