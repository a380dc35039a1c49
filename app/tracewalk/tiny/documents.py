"""Generated programs with their traces: what the tiny model is trained on, and held-out sets of the same kind."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from random import Random

from tracewalk.cwm import Context, render
from tracewalk.cwm.prompt import head
from tracewalk.model import CwmStep
from tracewalk.tiny.programs import Draft, draft
from tracewalk.tiny.quick import quick_trace
from tracewalk.tiny.tokenizer import Tokenizer

__all__ = ["MOST_TOKENS", "TRAINED_SEEDS", "Document", "documents", "generator"]

MOST_TOKENS = 1400
"""Of a document: the context of 1,536 leaves room beside it."""

FEWEST_STEPS = 6

TRAINED_SEEDS = range(100_000, 100_019)
"""Of the shards that the committed model was trained on, 4,000 documents each (the last one in part)."""


@dataclass(frozen=True)
class Document:
    """A program and its trace, both as text."""

    draft: Draft
    steps: list[CwmStep]

    @cached_property
    def source(self) -> str:
        """The program with its `main`."""
        return self.draft.source

    @cached_property
    def prompt(self) -> str:
        """What stands before the first step."""
        return head(Context(self.source, ()))

    @cached_property
    def fingerprint(self) -> str:
        """16 hex digits of the functions without their call: keeps sets apart."""
        return blake2b(self.draft.functions.strip().encode(), digest_size=8).hexdigest()

    def encoded(self, tokenizer: Tokenizer) -> tuple[list[int], int]:
        """The ids of the whole document, and how many of them are the prompt."""
        prompt = tokenizer.encode(self.prompt)
        return prompt + tokenizer.encode(render(self.steps)), len(prompt)


def generator(seed: int) -> Random:
    """The source of all draws of a set."""
    return Random(seed)  # noqa: S311 - programs, not secrets


def documents(seed: int, tokenizer: Tokenizer, excluded: Collection[str] = frozenset()) -> Iterator[Document]:
    """The documents of a seed, without end: none longer than `MOST_TOKENS`, none whose fingerprint is excluded.

    They depend on the tokenizer, as it decides which are too long.
    """
    rng = generator(seed)
    while True:
        if (made := _document(rng, excluded)) and len(made.encoded(tokenizer)[0]) <= MOST_TOKENS:
            yield made


def _document(rng: Random, excluded: Collection[str]) -> Document | None:
    """One document, or None where the program that was drawn is not fit to be one."""
    drawn = draft(rng)
    if excluded and Document(drawn, []).fingerprint in excluded:
        return None
    steps = quick_trace(drawn.source)
    if steps is None or len(steps) < FEWEST_STEPS:
        return None
    # The grammar's programs often crash by chance: one in four of those is enough.
    has_crashed = steps[-1].value == "None" and steps[-2].event == "exception"
    if has_crashed and drawn.kind == "grammar" and rng.random() < 0.75:
        return None
    return Document(drawn, steps)
