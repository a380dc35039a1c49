"""Finds the parts in which two texts of values differ, by their outlines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tracewalk.diff.edits import edits, regions
from tracewalk.diff.forms import Form
from tracewalk.diff.outline import Outline
from tracewalk.diff.values import compare, form
from tracewalk.frozen import frozen

__all__ = ["Part", "Texts"]

MAX_CHARS = 5_000
"""Characters of a string up to which edits tell which of them differ; beyond, it is all between the equal ends."""
MAX_EDITS = 20
_STRINGS = ("str", "bytes")
_ESCAPE = re.compile(r"\\(?:x..|u.{4}|U.{8}|.)", re.DOTALL)
_NOUNS = {"list": "element", "tuple": "element", "set": "member", "dict": "item"}


@frozen
class Part:
    """One place where two values differ."""

    kind: str
    """What differs: element, member, item (of a dict), argument, characters, value."""
    path: str
    """Where: `[2]`, `['a']`, `.x`, `[2][0]`; "" the value itself. Of an extra element its place in what was said."""
    verdict: str
    """missing, extra, wrong."""
    true: str | None
    said: str | None
    true_span: tuple[int, int] | None
    """Between which characters it stands in the true text; None where it is extra."""
    said_span: tuple[int, int] | None
    index: int | None = None
    """Of characters: the number of the first one within the true string, from 0."""


class Texts:
    """A true text and a predicted one, both with their outlines."""

    def __init__(self, true: str, said: str) -> None:
        self.true = true
        self.said = said

    def parts(self, path: str, true: Outline, said: Outline, noun: str = "value") -> Iterator[Part]:
        """The parts in which two outlines differ, in order."""
        if compare(self.true[true.start : true.end], self.said[said.start : said.end]).right:
            return
        if true.kind != said.kind or not (true.parts or said.parts or true.kind in _STRINGS):
            yield self._part(noun, path, true, said)
        elif true.kind in _STRINGS:
            yield from self.characters(path, (true.start, true.end), (said.start, said.end))
        elif true.kind in ("list", "tuple"):
            yield from self._sequence(path, true, said)
        elif true.kind == "set":
            yield from self._members(path, true, said)
        else:
            yield from self._named(path, true, said)

    def _sequence(self, path: str, true: Outline, said: Outline) -> Iterator[Part]:
        mine, theirs = self._forms(true, said)
        for edit in regions(mine, theirs):
            if not edit.same:
                old, new = true.parts[edit.i1 : edit.i2], said.parts[edit.j1 : edit.j2]
                for (name, a), (_, b) in zip(old, new, strict=False):
                    yield from self.parts(f"{path}[{name}]", a, b, "element")
                yield from (self._part("element", f"{path}[{name}]", a, None) for name, a in old[len(new) :])
                yield from (self._part("element", f"{path}[{name}]", None, b) for name, b in new[len(old) :])

    def _members(self, path: str, true: Outline, said: Outline) -> Iterator[Part]:
        mine, theirs = self._forms(true, said)
        for key, (_, part) in zip(mine, true.parts, strict=True):
            if key not in theirs:
                yield self._part("member", path, part, None)
        for key, (_, part) in zip(theirs, said.parts, strict=True):
            if key not in mine:
                yield self._part("member", path, None, part)

    def _named(self, path: str, true: Outline, said: Outline) -> Iterator[Part]:
        """Items of a dict, arguments of a call; where only their order differs, the whole."""
        noun = _NOUNS.get(true.kind, "argument")
        theirs = {form(name): (name, part) for name, part in said.parts}
        mine = {form(name): (name, part) for name, part in true.parts}
        any_ = False
        for key, (name, part) in mine.items():
            where = path + _step(true.kind, name)
            found = theirs.get(key)
            differing = (
                [self._part(noun, where, part, None)] if found is None else self.parts(where, part, found[1], noun)
            )
            for one in differing:
                any_ = True
                yield one
        for key, (name, part) in theirs.items():
            if key not in mine:
                any_ = True
                yield self._part(noun, path + _step(said.kind, name), None, part)
        if not any_:
            yield self._part("order", path, true, said)

    def _forms(self, true: Outline, said: Outline) -> tuple[list[Form], list[Form]]:
        return (
            [form(self.true[o.start : o.end]) for _, o in true.parts],
            [form(self.said[o.start : o.end]) for _, o in said.parts],
        )

    def characters(self, path: str, true: tuple[int, int], said: tuple[int, int]) -> Iterator[Part]:
        """The characters that differ between two places."""
        mine, theirs = self.true[slice(*true)], self.said[slice(*said)]
        for i1, i2, j1, j2 in _edits(mine, theirs):
            at, to = (true[0] + i1, true[0] + i2), (said[0] + j1, said[0] + j2)
            verdict = "extra" if i1 == i2 else "missing" if j1 == j2 else "wrong"
            yield Part("characters", path, verdict, mine[i1:i2], theirs[j1:j2], at, to, _characters(mine[:i1]))

    def _part(self, noun: str, path: str, true: Outline | None, said: Outline | None) -> Part:
        verdict = "extra" if true is None else "missing" if said is None else "wrong"
        old, new = (None if o is None else (o.start, o.end) for o in (true, said))
        mine = None if old is None else self.true[slice(*old)]
        theirs = None if new is None else self.said[slice(*new)]
        return Part(noun, path, verdict, mine, theirs, old, new)


def _edits(mine: str, theirs: str) -> Sequence[tuple[int, int, int, int]]:
    """The places that differ; where they are many or the texts long, one: what is between the equal ends."""
    if len(mine) <= MAX_CHARS and len(theirs) <= MAX_CHARS:
        found = [(e.i1, e.i2, e.j1, e.j2) for e in edits(mine, theirs) if not e.same]
        if len(found) <= MAX_EDITS:
            return found
    most = min(len(mine), len(theirs))
    head = next((k for k in range(most) if mine[k] != theirs[k]), most)
    tail = next((k for k in range(most - head) if mine[-1 - k] != theirs[-1 - k]), most - head)
    return [(head, len(mine) - tail, head, len(theirs) - tail)]


def _characters(head: str) -> int:
    """How many characters of a string its text's beginning stands for, the opening quote left out."""
    return max(len(_ESCAPE.sub(".", head)) - (head[:1] in ("'", '"')), 0)


def _step(kind: str, name: str) -> str:
    if kind == "dict":
        return f"[{name}]"
    return f".{name[:-1]}" if name.endswith("=") else f"({name})"
