"""An answer as it comes: its text, its tokens with log-probabilities, how it ended."""

from __future__ import annotations

from typing import Literal

from tracewalk.frozen import frozen

__all__ = ["Completion", "Finish", "Piece", "Token", "Usage"]

Finish = Literal["stop", "eos", "length", "unknown"]
"""`stop`: at a stop string; `eos`: the model ended by itself; `unknown`: the server does not say why."""


@frozen
class Token:
    """A token with its log-probability; `rank` 1 is the likeliest, None: not told."""

    text: str
    logprob: float | None
    rank: int | None = None


@frozen
class Usage:
    """Tokens as the server counts them."""

    prompt: int
    completion: int


@frozen
class Piece:
    """What came at once. Only the last piece has `finish` and, where the server counts, `usage`.

    A token may come with a later piece than its text.
    """

    text: str
    tokens: tuple[Token, ...] = ()
    finish: Finish | None = None
    usage: Usage | None = None


@frozen
class Completion:
    """A whole answer."""

    text: str
    tokens: tuple[Token, ...]
    finish: Finish
    usage: Usage | None
