"""Tokens with their log-probabilities, in both shapes that servers use.

The legacy one of completions (vLLM): lists `tokens`, `token_logprobs`, `top_logprobs`, `text_offset`. The one of chat
(llama.cpp, also for completions): `content`, a list of {token, logprob, bytes, top_logprobs}.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import Any

from tracewalk.frozen import frozen
from tracewalk.predict.answer import Token

__all__ = ["Swallowed", "TokenReader", "number"]

_LEAST = -9999.0
"""What vLLM writes for minus infinity, which JSON does not have."""
_ROUNDED = 0.01
"""The logarithm of a probability of 1 may come out a little above 0."""


@frozen
class Swallowed:
    """A token that the server counts and does not show: the stop string or the end token."""

    id: int | None
    text: str | None
    """"": it has no text; None: not told."""
    logprob: float | None


class TokenReader:
    """The tokens of one answer; those that are parts of one character become one token with their joint probability."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held: float | None = None
        self.swallowed: Swallowed | None = None
        """Of the last token, where it was one."""

    def read(self, logprobs: Any, text: str) -> list[Token]:
        """The tokens of a choice's `logprobs`; `text` is what the choice says. What cannot be read is left out."""
        if not isinstance(logprobs, dict):
            return []
        if isinstance(logprobs.get("content"), list):
            entries = [entry for entry in logprobs["content"] if isinstance(entry, dict)]
            return [token for entry in entries if (token := self._of_chat(entry)) is not None]
        if isinstance(logprobs.get("tokens"), list):
            return list(_legacy(logprobs, text))
        return []

    def _of_chat(self, entry: dict[str, Any]) -> Token | None:
        text, logprob, raw = entry.get("token"), number(entry.get("logprob")), entry.get("bytes")
        if not isinstance(text, str):
            return None
        top = entry.get("top_logprobs")
        first = top[0] if isinstance(top, list) and top and isinstance(top[0], dict) else {}
        same = "id" in entry and first.get("id") == entry["id"]
        self.swallowed = None
        if text == "" and not raw:
            shown = first.get("token") if same else None
            self.swallowed = Swallowed(_id(entry.get("id")), shown if isinstance(shown, str) else None, logprob)
            return None
        if isinstance(raw, list) and all(type(b) is int and 0 <= b < 256 for b in raw):
            text = self._decoder.decode(bytes(raw))
            logprob = _sum(self._held, logprob)
            self._held = logprob if text == "" else None
            if text == "":
                return None
        return Token(text, logprob, 1 if same or first.get("token") == entry["token"] else None)


def _legacy(logprobs: dict[str, Any], text: str) -> Iterator[Token]:
    tokens = logprobs["tokens"]
    values = _list(logprobs, "token_logprobs")
    tops = _list(logprobs, "top_logprobs")
    offsets = _list(logprobs, "text_offset")
    for i, name in enumerate(tokens):
        if not isinstance(name, str):
            continue
        value = number(values[i]) if i < len(values) else None
        top = tops[i] if i < len(tops) and isinstance(tops[i], dict) else {}
        best = max((v for v in map(number, top.values()) if v is not None), default=None)
        shown = _sliced(text, offsets, i, len(tokens)) if name.startswith("token_id:") else name
        yield Token(shown, value, 1 if value is not None and best is not None and value >= best else None)


def _sliced(text: str, offsets: list[Any], i: int, n: int) -> str:
    """The text of a token that the server names by its id alone, by where it and the next one begin."""
    if len(offsets) < n or not all(type(offset) is int for offset in offsets):
        return text if n == 1 else ""
    end = offsets[i + 1] - offsets[0] if i + 1 < n else len(text)
    return text[max(offsets[i] - offsets[0], 0) : max(end, 0)]


def _list(data: dict[str, Any], key: str) -> list[Any]:
    value = data.get(key)
    return value if isinstance(value, list) else []


def number(value: Any) -> float | None:
    """A log-probability; None where it is none. Minus infinity becomes -9999, as vLLM writes it."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not value < _ROUNDED:
        return None
    return float(min(max(value, _LEAST), 0))


def _sum(a: float | None, b: float | None) -> float | None:
    return b if a is None else a if b is None else a + b


def _id(value: Any) -> int | None:
    return value if type(value) is int else None
