"""The structure of a value's text: its parts, and between which characters each stands."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import field

from tracewalk.diff.texts import is_parsed, spans
from tracewalk.frozen import frozen

__all__ = ["Outline", "outline"]

_UNSAFE = re.compile(r"[^\x20-\x7e]")


@frozen
class Outline:
    """A part of a text."""

    kind: str
    """list, tuple, set, dict, str, bytes, object, other; of a call its function's name and `()`."""
    start: int
    end: int
    """Characters of the whole text."""
    parts: list[tuple[str, Outline]] = field(default_factory=list)
    """Items by index, members by their text, values by their key's text, arguments by index or `name=`."""


def outline(text: str) -> Outline | None:
    """The outline of a value's text; None for what is no value, too long or too deep. Never raises."""
    if not is_parsed(text):
        return None
    lead = len(text) - len(text.lstrip())
    objects: set[int] = set()
    masked = "".join(_masked(text, objects))[lead:]
    try:
        return _Reader(text, lead, objects).part(ast.parse(masked, mode="eval").body)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None


def _masked(text: str, objects: set[int]) -> Iterator[str]:
    """The text, equally long, but ASCII, its strings and objects as strings of x; notes where an object begins."""
    done = 0
    for start, end, is_object in spans(text):
        yield _UNSAFE.sub(" ", text[done:start])
        if is_object:
            objects.add(start)
        yield f"'{'x' * (end - start - 2)}'"
        done = end
    yield _UNSAFE.sub(" ", text[done:])


class _Reader:
    def __init__(self, text: str, lead: int, objects: set[int]) -> None:
        self.text = text
        self.lead = lead
        self.objects = objects

    def part(self, node: ast.expr) -> Outline:
        start, end = self._place(node)
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            items = [self.part(item) for item in node.elts]
            kind = type(node).__name__.lower()
            named = [(self.text[o.start : o.end] if kind == "set" else str(i), o) for i, o in enumerate(items)]
            return Outline(kind, start, end, named)
        if isinstance(node, ast.Dict):
            pairs = [(k, v) for k, v in zip(node.keys, node.values, strict=True) if k is not None]
            return Outline("dict", start, end, [(self._slice(key), self.part(value)) for key, value in pairs])
        if isinstance(node, ast.Call):
            parts = [(str(i), self.part(arg)) for i, arg in enumerate(node.args)]
            parts += [(f"{word.arg}=", self.part(word.value)) for word in node.keywords]
            return Outline(f"{self._slice(node.func)}()", start, end, parts)
        return Outline(self._kind(node, start), start, end)

    def _kind(self, node: ast.expr, start: int) -> str:
        if start in self.objects:
            return "object"
        value = node.value if isinstance(node, ast.Constant) else None
        return type(value).__name__ if isinstance(value, str | bytes) else "other"

    def _place(self, node: ast.expr) -> tuple[int, int]:
        return node.col_offset + self.lead, (node.end_col_offset or 0) + self.lead

    def _slice(self, node: ast.expr) -> str:
        start, end = self._place(node)
        return self.text[start:end]
