"""Saying a completion token by token: what may be shown at once, and when it is over."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from tracewalk.frozen import frozen
from tracewalk.tiny.fallback.asked import Asked
from tracewalk.tiny.fallback.infer import Network, Seen
from tracewalk.tiny.fallback.sampling import Floats, choose, log_probabilities
from tracewalk.tiny.tokenizer import Tokenizer

__all__ = ["Piece", "Token", "say"]


@frozen
class Token:
    """A token that was said, with the likeliest ones in its place: (id, log-probability)."""

    id: int
    logprob: float
    likeliest: tuple[tuple[int, float], ...]


@dataclass(slots=True)
class Piece:
    """Text that is sure to belong to the answer. The last piece of an answer says why it ended."""

    text: str
    tokens: list[Token] = field(default_factory=list)
    ended: str | None = None
    """`stop`: by a stop string or the model itself; `length`: nothing more may be said."""
    count: int = 0
    """Tokens said so far, with those that ended it."""


def say(network: Network, tokenizer: Tokenizer, seen: Seen, asked: Asked, end: int | None) -> Iterator[Piece]:
    """The pieces of an answer. `seen` holds a beginning of the prompt that lacks one token or more of it."""
    held = _Held(asked.stop, tokenizer)
    rng = np.random.default_rng(asked.seed)
    logits = network.logits(asked.prompt[len(seen.ids) :], seen)
    for count in range(1, asked.most + 1):
        token = choose(logits, asked.how, rng)
        if token == end and not asked.past_the_end:
            yield Piece(held.rest(), held.take(), "stop", count)
            return
        text, stopped = held.add(_token(token, logits, asked.alternatives))
        if stopped:
            yield Piece(text, held.take_within(text), "stop", count)
            return
        if count == asked.most:
            yield Piece(text + held.rest(), held.take(), "length", count)
            return
        if text:
            yield Piece(text, held.take(), count=count)
        logits = network.logits([token], seen)


class _Held:
    """What was said and is not yet shown: half a character, or what may be the beginning of a stop string."""

    def __init__(self, stop: tuple[str, ...], tokenizer: Tokenizer) -> None:
        self.stop, self.tokenizer = stop, tokenizer
        self.text = ""
        self.tokens: list[Token] = []
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def add(self, token: Token) -> tuple[str, bool]:
        """The text that can be shown now, and whether a stop string ends it."""
        self.tokens.append(token)
        self.text += self.decoder.decode(self.tokenizer.piece(token.id))
        places = [at for stop in self.stop if (at := self.text.find(stop)) >= 0]
        if places:
            return self.text[: min(places)], True
        keep = max((_overlap(self.text, stop) for stop in self.stop), default=0)
        shown, self.text = self.text[: len(self.text) - keep], self.text[len(self.text) - keep :]
        return shown, False

    def rest(self) -> str:
        """Everything still held, at the end."""
        return self.text + self.decoder.decode(b"", final=True)

    def take(self) -> list[Token]:
        """The tokens since they were last taken."""
        found, self.tokens = self.tokens, []
        return found

    def take_within(self, text: str) -> list[Token]:
        """Those of them that lie wholly in this text: the rest spell the stop string."""
        left, kept = len(text.encode()), []
        for token in self.take():
            left -= len(self.tokenizer.piece(token.id))
            if left < 0:
                break
            kept.append(token)
        return kept


def _overlap(text: str, stop: str) -> int:
    """The length of the longest end of the text that is a beginning of the stop string."""
    return next((n for n in range(min(len(text), len(stop) - 1), 0, -1) if text.endswith(stop[:n])), 0)


def _token(token: int, logits: Floats, alternatives: int | None) -> Token:
    if alternatives is None:
        return Token(token, 0.0, ())
    scores = log_probabilities(logits)
    best = np.argsort(-scores, kind="stable")[:alternatives]
    return Token(token, float(scores[token]), tuple((int(i), float(scores[i])) for i in best))
