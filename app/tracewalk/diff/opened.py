"""Makes a shortened value's text one that Python's parser takes: a call says how much was left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["CHARS", "ITEMS", "opened"]

CHARS = "_chars_"
"""`'abc'...+7` becomes `_chars_('abc', 7)`."""
ITEMS = "_items_"
"""`[1, ...+7]` becomes `[1, _items_(7)]`, `{1: 2, ...+7}` becomes `{1: 2, _items_: 7}`."""

_STRING = r"""b?(?:'(?:[^'\\]|\\.)*+(?:'|\Z)|"(?:[^"\\]|\\.)*+(?:"|\Z))"""
_PART = re.compile(
    rf"(?P<string>{_STRING})(?:\.\.\.\+(?P<chars>\d{{1,12}}))?|\.\.\.\+(?P<items>\d{{1,12}})|.", re.DOTALL
)


def opened(text: str) -> str:
    """The text with calls of `CHARS` and `ITEMS` for what was left out, outside of `<...>`."""
    return "".join(_parts(text))


def _parts(text: str) -> Iterator[str]:
    colons = [False]
    angles = 0
    for found in _PART.finditer(text):
        part = found[0]
        angles += (part == "<") - (part == ">" and angles > 0)
        if angles:
            yield part
        elif found["chars"]:
            yield f"{CHARS}({found['string']}, {found['chars']})"
        elif found["items"]:
            yield f"{ITEMS}: {found['items']}" if colons[-1] else f"{ITEMS}({found['items']})"
        else:
            _note(part, colons)
            yield part


def _note(part: str, colons: list[bool]) -> None:
    """Keeps for each open bracket whether a colon was seen in it, which makes braces a dict."""
    if part in ("[", "(", "{"):
        colons.append(False)
    elif part in ("]", ")", "}") and len(colons) > 1:
        colons.pop()
    elif part == ":":
        colons[-1] = True
