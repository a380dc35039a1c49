"""All idioms; one that stands here twice is drawn twice as often."""

from __future__ import annotations

from random import Random

from tracewalk.tiny.programs import calls, numbers, texts
from tracewalk.tiny.programs.instance import Idiom, Instance

__all__ = ["IDIOMS", "program"]

IDIOMS: tuple[Idiom, ...] = (
    numbers.accumulate,
    numbers.index_loop,
    texts.counter,
    numbers.factorial,
    numbers.fibonacci,
    numbers.gcd,
    numbers.digits,
    numbers.collatz,
    texts.palindrome,
    numbers.best,
    numbers.bubble,
    texts.fizzbuzz,
    numbers.grade,
    texts.histogram,
    texts.find_first,
    texts.filter_map,
    texts.build_text,
    texts.build_text,
    texts.slices,
    texts.slices,
    texts.join_words,
    calls.guarded,
    calls.guarded,
    calls.helper_call,
    calls.helper_call,
    numbers.swap,
    numbers.two_pointers,
    texts.dict_loops,
    numbers.early_loop,
    texts.recursion,
)


def program(rng: Random) -> tuple[str, str]:
    """An instance of an idiom: its text and the call to trace."""
    return rng.choice(IDIOMS)(Instance(rng))
