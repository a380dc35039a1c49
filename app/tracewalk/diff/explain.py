"""Explains to people where two values differ: which element, which key, which character."""

from __future__ import annotations

from collections import Counter
from itertools import islice

from tracewalk.diff.kinds import kind_of
from tracewalk.diff.marks import Part, Texts
from tracewalk.diff.outline import outline
from tracewalk.diff.rules import EQUAL_RULES
from tracewalk.diff.values import compare
from tracewalk.frozen import frozen
from tracewalk.words import counted

__all__ = ["Explanation", "explain"]

MAX_PARTS = 100
SHORT = 40
"""Characters of a value within a sentence."""


@frozen
class Explanation:
    """Where and how two values differ."""

    sentence: str
    """For people, e.g. `one element too many at [2]: 7`."""
    parts: list[Part]
    """At most 100; none where the values mean the same."""


def explain(true: str, said: str) -> Explanation:
    """What of a predicted value differs from the true one, to the element and the character. Never raises."""
    equality = compare(true, said)
    if equality.right:
        return Explanation(EQUAL_RULES[equality.rule], [])
    mine, theirs = outline(true), outline(said)
    texts = Texts(true, said)
    if mine is None or theirs is None:
        parts = texts.characters("", (0, len(true)), (0, len(said)))
    else:
        parts = texts.parts("", mine, theirs)
    found = list(islice(parts, MAX_PARTS))
    return Explanation(_sentence(found, true, said), found)


def _sentence(parts: list[Part], true: str, said: str) -> str:
    kinds = kind_of(true), kind_of(said)
    if len(parts) == 1 and parts[0].path == "" and parts[0].kind == "value" and kinds[0] != kinds[1]:
        return f"{_an(kinds[1])}, not {_an(kinds[0])}: {_short(said)}, not {_short(true)}"
    if len(parts) == 1:
        return _one(parts[0])
    found = Counter((part.kind, part.verdict) for part in parts)
    several = "; ".join(_several(kind, verdict, n) for (kind, verdict), n in found.items())
    where = ", ".join(dict.fromkeys(part.path for part in parts if part.path))
    return f"{several}{f', at {_short(where)}' if where else ''}"


def _one(part: Part) -> str:
    at = f" at {part.path}" if part.path else ""
    if part.kind == "order":
        return f"the same items in another order{at}"
    if part.kind == "characters":
        return f"{_characters(part)}, at character {part.index}{f' of {part.path}' if part.path else ''}"
    if part.verdict == "wrong":
        return f"{part.path or 'it'} is {_short(part.said)}, not {_short(part.true)}"
    if part.verdict == "missing":
        return f"one {part.kind} missing{at}: {_short(part.true)}"
    return f"one {part.kind} too many{at}: {_short(part.said)}"


def _characters(part: Part) -> str:
    true, said = part.true or "", part.said or ""
    if part.verdict == "missing":
        return f"{counted(len(true), 'character')} missing: {_short(true)!r}"
    if part.verdict == "extra":
        return f"{counted(len(said), 'character')} too many: {_short(said)!r}"
    return f"{_short(said)!r} in place of {_short(true)!r}"


def _several(kind: str, verdict: str, n: int) -> str:
    how = {"wrong": "wrong", "missing": "missing", "extra": "too many"}[verdict]
    noun = "place" if kind in ("characters", "order") else kind
    return f"{counted(n, noun)} {how}"


def _short(text: str | None) -> str:
    text = text or ""
    return text if len(text) <= SHORT else f"{text[:SHORT]}..."


def _an(kind: str) -> str:
    return f"{'an' if kind[:1].lower() in 'aeio' else 'a'} {kind}"
