"""One random program with the call to trace."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from tracewalk.tiny.programs import grammar, idioms

__all__ = ["KINDS", "Draft", "draft"]

KINDS = ("grammar", "idiom")


class Draft(NamedTuple):
    """A program that nobody has run yet: it may fail, or take for ever."""

    kind: str
    functions: str
    """Its text, without `main`."""
    call: str

    @property
    def source(self) -> str:
        """The whole program as the dataset convention has it: with a `main` that makes the call."""
        return f"{self.functions.rstrip()}\n\ndef main():  # << START_OF_TRACE\n    return {self.call}\n"


def draft(rng: Random) -> Draft:
    """A program of either kind."""
    kind = KINDS[0] if rng.random() < 0.5 else KINDS[1]
    functions, call = grammar.program(rng) if kind == "grammar" else idioms.program(rng)
    return Draft(kind, functions, call)
