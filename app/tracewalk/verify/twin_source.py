"""Source text edited by its syntax tree: parts of lines replaced where nodes stand, all else left as it is."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from tracewalk.frozen import frozen
from tracewalk.model import LineEdit

__all__ = ["Spot", "edited", "parsed"]


@frozen
class Spot:
    """A part of one line, and what takes its place; columns in bytes, as `ast` counts them."""

    line: int
    start: int
    stop: int
    old: str
    new: str


def parsed(text: str) -> ast.Module | None:
    """The tree of a text; None for one that this Python does not read."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def edited(path: str, text: str, spots: Iterable[Spot]) -> tuple[LineEdit, ...] | None:
    """The lines as they are then; None where a node does not stand where the tree says, or nothing valid comes of it.

    Before Python 3.12 the places of names within f-strings are not always right.
    """
    lines = text.split("\n")
    raw = {spot.line: lines[spot.line - 1].encode() for spot in spots if spot.line <= len(lines)}
    before = dict(raw)
    for spot in sorted(spots, key=lambda each: (each.line, -each.start)):
        line = raw.get(spot.line, b"")
        if before.get(spot.line, b"")[spot.start : spot.stop].decode(errors="replace") != spot.old:
            return None
        raw[spot.line] = line[: spot.start] + spot.new.encode() + line[spot.stop :]
    whole = list(lines)
    for number, line in raw.items():
        whole[number - 1] = line.decode()
    if parsed("\n".join(whole)) is None:
        return None
    return tuple(LineEdit(path, n, whole[n - 1]) for n in sorted(raw) if whole[n - 1] != lines[n - 1])
