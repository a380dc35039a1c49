"""What a model has said so far: it grows while the model speaks, and is whole after any piece."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from tracewalk.frozen import frozen

__all__ = ["Draft", "Part", "Spoken", "clean"]


@frozen
class Spoken:
    """A token that the model chose, with its log-probability; None: the server does not tell it."""

    at: int
    """Where it begins in the part's text, if the tokens before it are all that was said."""
    text: str
    logprob: float | None


class Part:
    """A run of text that stands for the true steps from index `at` on.

    It may be read in one thread while it grows in another.
    """

    __slots__ = ("_length", "_pieces", "at", "over", "said", "tokens")

    def __init__(self, at: int, text: str = "", *, over: bool = False) -> None:
        self.at = at
        self.over = over
        """Nothing more will come: this is the whole answer, also where a budget ended it."""
        self.said = False
        """There is something in it that the model said."""
        self.tokens: list[Spoken] = []
        self._pieces: list[str] = []
        self._length = 0
        self.give(text)

    @property
    def text(self) -> str:
        """All of it so far."""
        return "".join(self._pieces)

    def add(self, text: str, tokens: Iterable[tuple[str, float | None]] = ()) -> None:
        """The model went on; a token (text, log-probability) may come with a later piece than its text."""
        last = self.tokens[-1] if self.tokens else Spoken(self._length, "", None)
        at = last.at + len(last.text)
        for token, logprob in tokens:
            self.tokens.append(Spoken(at, said := clean(token), logprob))
            at += len(said)
        self.said |= bool(text)
        self.give(text)

    def give(self, text: str) -> None:
        """Text that the model was given, not asked for."""
        if text:
            self._pieces.append(said := clean(text))
            self._length += len(said)

    def take_back(self, end: str) -> None:
        """Takes an end away, where the text has it: of a stop string that is given anyhow."""
        text = self.text
        if text.endswith(end):
            self._pieces = [text.removesuffix(end)]
            self._length = len(self._pieces[0])


@dataclass(slots=True)
class Draft:
    """The parts in the order in which they were said: one for each step in the modes of `said.APART`, else one."""

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

    def add(self, part: Part, text: str, tokens: Iterable[tuple[str, float | None]] = ()) -> None:
        """The model went on in a part."""
        part.add(text, tokens)
        self.seconds = time.monotonic() - self.began

    def end(self, stopped_by: str, error: str | None = None) -> None:
        """Nothing more will come."""
        self.stopped_by, self.error = stopped_by, None if error is None else clean(error)
        self.seconds = time.monotonic() - self.began


def clean(text: str) -> str:
    """A server's text as a file can hold it: half a surrogate pair becomes its escape, as in recorded values."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()
