"""Where in a text something is wrong, shown."""

from __future__ import annotations

from tracewalk.results import clean, width

__all__ = ["pointed"]

_BEFORE, _AFTER = 60, 40
"""Characters of the line that are shown around the place."""


def pointed(text: str, position: int) -> str:
    """The line of a text with a mark below the character at `position`, and the line's number."""
    start = text.rfind("\n", 0, position) + 1
    line = text[start:].partition("\n")[0]
    at = position - start
    left, right = clean(line[max(at - _BEFORE, 0) : at]), clean(line[at : at + _AFTER])
    head = f"line {text.count(chr(10), 0, start) + 1}: {'…' if at > _BEFORE else ''}"
    return f"{head}{left}{right}\n{' ' * (len(head) + width(left))}^"
