"""Words, numbers and other values for programs to work on: small, as a small model must copy them."""

from __future__ import annotations

from random import Random

__all__ = ["LETTERS", "WORDS", "integer", "literal", "word"]

LETTERS = "abcdefghijklmnopqrstuvwxyz"
_TEXT = (
    "hello world python apple banana level noon radar code trace cat dog sun moon tree river stone "
    "data model token frame bob anna kayak hat red blue green gold book lamp fish bird rain snow "
    "milk tea cup pen map key door ball game run jump fast slow happy test demo ab abc abba aab xyz "
    "Hello World Abc Data aBc a b x y z ok yes no"
)
WORDS = tuple(_TEXT.split())


def word(rng: Random, low: int = 1, high: int = 7) -> str:
    """A short text: a real word of any length, or so many random letters."""
    if rng.random() < 0.5:
        return rng.choice(WORDS)
    alphabet = rng.choice([LETTERS, LETTERS, "abc", "aeioubcd", "abAB", "xyz01", LETTERS + LETTERS.upper()])
    return "".join(rng.choice(alphabet) for _ in range(rng.randint(low, high)))


def integer(rng: Random) -> int:
    """A small number, most often of one digit."""
    ranges = ((0, 9), (0, 9), (0, 20), (-9, 99), (0, 300))
    return rng.choice([rng.randint(low, high) for low, high in ranges])


def literal(rng: Random, kind: str) -> object:
    """A value of a kind: int, str, bool, dict (text to number) or list (of numbers)."""
    if kind == "int":
        return integer(rng)
    if kind == "str":
        return word(rng)
    if kind == "bool":
        return rng.random() < 0.5
    return _dict(rng) if kind == "dict" else _list(rng)


def _dict(rng: Random) -> dict[str, int]:
    keys = rng.sample(LETTERS, 3) if rng.random() < 0.5 else rng.sample(WORDS, 3)
    return {key: rng.randint(0, 20) for key in keys[: rng.randint(1, 3)]}


def _list(rng: Random) -> list[int]:
    top = rng.choice([5, 9, 9, 20, 99])
    size = rng.choice([1, 2, 3, 3, 4, 4, 5, 6])
    return [rng.randint(-top if rng.random() < 0.1 else 0, top) for _ in range(size)]
