"""Says by which rule two texts of values are equal, or are not."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tracewalk.diff.forms import Form
from tracewalk.diff.texts import cleaned, tokens

__all__ = ["EQUAL_RULES", "WRONG_RULES", "why_equal", "why_wrong"]

EQUAL_RULES = {
    "identical": "the same text",
    "addresses": "the same but for object addresses",
    "iterator name": "the same but for the name that a Python version gives to a string's iterator",
    "whitespace": "the same but for spaces",
    "quotes": "the same strings in other quotes",
    "escapes": "the same strings with other escapes",
    "number form": "the same numbers written otherwise",
    "set order": "the same members in another order, where order means nothing",
    "literal": "the same value written otherwise",
    "shortened": "the same as far as the shortened true value goes",
}
WRONG_RULES = {
    "type": "another type",
    "dict order": "the same items in another order",
    "value": "another value",
    "text": "another text, of which at least one is no Python value",
    "name": "the name itself is missing, or one too many",
    "missing": "no value is given where there is one, or one where there is none",
}


def why_equal(true: str, said: str) -> str:
    """The rule by which two different texts of one value are equal; a key of `EQUAL_RULES`."""
    if cleaned(true) == cleaned(said):
        return _why_cleaned(true, said)
    mine, theirs = tokens(true), tokens(said)
    if mine == theirs:
        return "whitespace"
    if len(mine) != len(theirs):
        return "literal"
    if Counter(mine) == Counter(theirs):
        return "set order"
    kinds = {_why_token(a, b) for a, b in zip(mine, theirs, strict=True) if a != b}
    return kinds.pop() if len(kinds) == 1 else "literal"


def _why_cleaned(true: str, said: str) -> str:
    if true.strip() == said.strip():
        return "whitespace"
    return "iterator name" if true.count("str_ascii_") != said.count("str_ascii_") else "addresses"


def _why_token(true: str, said: str) -> str:
    if true[0].isdigit() and said[0].isdigit():
        return "number form"
    if true[-1] in "'\"" and said[-1] in "'\"":
        return "escapes" if true[-1] == said[-1] else "quotes"
    return "literal"


def why_wrong(true: Form, said: Form) -> str:
    """Why two normal forms differ; a key of `WRONG_RULES`."""
    if "text" in (true[0], said[0]):
        return "text"
    if true[0] != said[0] or (true[0] == "call" and true[1] != said[1]):
        return "type"
    if true[0] == "dict" and _items(true) == _items(said):
        return "dict order"
    return "value"


def _items(form: Form) -> frozenset[Any]:
    pairs: Any = form[1]
    return frozenset(pairs)
