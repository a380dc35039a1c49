"""Names for variables and functions, by what they hold."""

from __future__ import annotations

from random import Random

from tracewalk.tiny.programs.literals import LETTERS

__all__ = ["NAMES", "fresh"]

_POOLS = {
    "int": "n x y k a b c m p q r i j acc total count res num val result steps lo hi limit step digit size "
    "best left right value start end low high index current temp length",
    "str": "s t w u out word text name st buf msg title label line result string char prefix output temp current",
    "list": "xs nums items data values arr lst ys stack seq evens numbers array result out new output words",
    "dict": "d counts table seen scores freq ages prices stock cache",
    "bool": "ok found flag done valid is_ok",
    "fn": "helper g h square double add twice inc check step calc combine scale shift convert",
    "loop": "i j v x idx num item e k n c ch char key",
    "": "in is if or as for def not and try del str int len min max sum abs f",
}

NAMES = {kind: tuple(names.split()) for kind, names in _POOLS.items() if kind}
"""`fn` are functions, `loop` the variables of loops."""

_TAKEN = frozenset(_POOLS[""].split())
"""Keywords and builtins that random letters may spell or that programs use, and the usual entry."""


def fresh(rng: Random, kind: str, used: set[str]) -> str:
    """A name that is not used yet, and is from now on: most often a usual one, sometimes random letters."""
    while True:
        name = _letters(rng) if rng.random() < 0.1 else _usual(rng, kind, used)
        if name not in used and name not in _TAKEN:
            used.add(name)
            return name


def _letters(rng: Random) -> str:
    size = rng.randint(1, 6)
    return "".join(rng.choice(LETTERS) for _ in range(size))


def _usual(rng: Random, kind: str, used: set[str]) -> str:
    name = rng.choice(NAMES[kind])
    return name + rng.choice("123_") if name in used and rng.random() < 0.5 else name
