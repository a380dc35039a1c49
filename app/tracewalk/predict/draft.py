"""What a model has said so far: it grows while the model speaks, and is whole after any piece."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

__all__ = ["Draft", "Part", "Spoken"]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A token that the model chose, with its log-probability."""

    at: int
    """Where it begins in the part's text."""
    text: str
    logprob: float


@dataclass(slots=True)
class Part:
    """A run of text that stands for the true steps from index `at` on."""

    at: int
    text: str = ""
    tokens: list[Spoken] = field(default_factory=list)
    token_at: int = 0
    """Where the next token begins; a token may come with a later piece than its text."""


@dataclass(slots=True)
class Draft:
    """The parts in the order in which they were said; mode `step` has one for each step, the others have one."""

    parts: list[Part] = field(default_factory=list)
    at: int = 0
    """Index of the first true step that is asked for."""
    stopped_by: str = "unknown"
    error: str | None = None
    prompt_tokens: int | None = None
    tokens: int = 0
    """Tokens generated."""
    tokens_exact: bool = True
    """Both counts are the server's; else estimated."""
    began: float = field(default_factory=time.monotonic)
    seconds: float = 0.0
    ranks: list[int | None] = field(default_factory=list)
    """Mode score: of each token of the true trace, its rank; 1 is the likeliest."""

    def add(self, part: Part, text: str, tokens: Iterable[tuple[str, float]] = ()) -> None:
        """The model went on in a part: its text, and the tokens (text, log-probability) where the server gives them."""
        for token, logprob in tokens:
            part.tokens.append(Spoken(part.token_at, token, logprob))
            part.token_at += len(token)
        part.text += text
        self.seconds = time.monotonic() - self.began

    def give(self, part: Part, text: str) -> None:
        """Text that the model was given, not asked for."""
        part.text += text
        part.token_at = len(part.text)

    def end(self, stopped_by: str, error: str | None = None) -> None:
        """Nothing more will come."""
        self.stopped_by, self.error = stopped_by, error
        self.seconds = time.monotonic() - self.began
