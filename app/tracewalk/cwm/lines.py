"""Line numbers of predicted source text, which has none: by function scope and nearest successor."""

from __future__ import annotations

from collections.abc import Sequence

from tracewalk.cwm.flow import read_flow
from tracewalk.cwm.index import Located, key_of

__all__ = ["line_of"]

_REMEMBERED = 10_000
"""Answers kept of one function; a text may hold any number of lines that it does not have."""


def line_of(where: Located, source: str, after: int, *, raising: bool = False) -> tuple[int, bool]:
    """The line of a scope that has this text and comes next after line `after`, and whether others would fit too.

    `raising`: the latest step on line `after` was an exception. Text that the scope has only without regard to its
    indentation counts too; text that stands in another function gives a line there, ambiguous; any other gives 0.
    """
    key = (source, after, raising)
    known = where.known.get(key)
    if known is None:
        if len(where.known) > _REMEMBERED:
            where.known.clear()
        known = where.known[key] = _found(where, key_of(source), after, raising=raising)
    return known


def _found(where: Located, key: str, after: int, *, raising: bool) -> tuple[int, bool]:
    lines = where.scope.lines
    numbers = lines.get(key) or _unindented(where, key)
    if not numbers:
        elsewhere = where.texts.get(key, ())
        return (_nearest(elsewhere, after), True) if elsewhere else (0, False)
    if len(numbers) > 1:
        if where.flow is None:
            where.flow = read_flow(where.scope.node)
        possible = where.flow.after(after, raising=raising)
        numbers = [n for n in numbers if n in possible] or numbers
    return _nearest(numbers, after), len(numbers) > 1


def _unindented(where: Located, key: str) -> Sequence[int]:
    bare = key.lstrip()
    return (
        sorted(n for text, found in where.scope.lines.items() if text.lstrip() == bare for n in found) if bare else ()
    )


def _nearest(numbers: Sequence[int], after: int) -> int:
    """The first one further down, else the last one above: the head of the innermost loop."""
    return next((n for n in numbers if n > after), numbers[-1])
