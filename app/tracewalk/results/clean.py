"""Text of strangers, made safe to print: no value moves the cursor, hides, or turns around what stands beside it."""

from __future__ import annotations

import unicodedata

__all__ = ["clean", "cut", "width"]

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def clean(text: str) -> str:
    r"""The text with each control, format or other unprintable character as an escape, e.g. `\x1b` and `\u202e`."""
    return text if text.isprintable() else "".join(c if c.isprintable() else _escape(c) for c in text)


def width(text: str) -> int:
    """Columns that a cleaned text takes in a terminal."""
    return len(text) if text.isascii() else sum(_width(c) for c in text)


def cut(text: str, columns: int) -> str:
    """At most so many columns of a cleaned text; what is cut ends in an ellipsis."""
    if len(text) <= columns and width(text) <= columns:
        return text
    kept, room = [], columns - 1
    for c in text:
        room -= _width(c)
        if room < 0:
            break
        kept.append(c)
    return "".join(kept) + "…"


def _width(c: str) -> int:
    if unicodedata.category(c) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(c) in "WF" else 1


def _escape(c: str) -> str:
    code = ord(c)
    return _SHORT.get(c) or (
        f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    )
