"""What an idiom needs for one instance of itself: names not used yet, choices, small numbers and lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

from tracewalk.tiny.programs.literals import literal, word
from tracewalk.tiny.programs.names import fresh

__all__ = ["Idiom", "Instance", "code"]

Option = TypeVar("Option")


class Instance:
    """One instance of an idiom."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self._used = {"f"}

    def name(self, kind: str) -> str:
        """A fresh name for a variable or function of that kind."""
        return fresh(self.rng, kind, self._used)

    def names(self, kinds: str) -> list[str]:
        """One for each of the kinds, which spaces separate."""
        return [self.name(kind) for kind in kinds.split()]

    def one(self, *options: Option) -> Option:
        """One of the options, all of which were drawn."""
        return self.rng.choice(options)

    def chance(self, share: float) -> bool:
        """True in that share of the cases."""
        return self.rng.random() < share

    def number(self, low: int, high: int) -> int:
        """A number, both ends included."""
        return self.rng.randint(low, high)

    def numbers(self, low: int = 1, high: int = 6, top: int | None = None) -> list[int]:
        """So many numbers up to `top`, one in ten of them perhaps negative."""
        most = top or self.one(5, 9, 9, 30, 99)
        size = self.number(low, high)
        return [self.number(0 if self.chance(0.9) else -most, most) for _ in range(size)]

    def word(self, low: int = 1, high: int = 7) -> str:
        """A short text."""
        return word(self.rng, low, high)

    def letter(self, of: Sequence[str]) -> str:
        """A character, as a literal."""
        return repr(self.rng.choice(of))

    def literal(self, kind: str) -> object:
        """A value of a kind."""
        return literal(self.rng, kind)

    def shuffled(self, *lines: str) -> str:
        """Statements that do not depend on each other, in any order, one a line."""
        order = list(lines)
        self.rng.shuffle(order)
        return "\n".join(f"    {line}" for line in order)


Idiom = Callable[[Instance], tuple[str, str]]
"""Gives a program's text and the call to trace."""


def code(*lines: str | None) -> str:
    """A program's text from its lines; None and "" leave one out."""
    return "".join(f"{line}\n" for line in lines if line)
