"""A visitor's text as bytes and characters: its brackets, its semicolons, and where a byte is."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["AFTER", "BEFORE", "MAX_BRACKETS", "position", "too_deep", "wrapped"]

BEFORE = "SELECT * FROM (\n"
AFTER = "\n) AS _q"
MAX_BRACKETS = 200
"""How deep brackets may nest; DuckDB's parser takes quadratic time over them."""

_TOKEN = re.compile(
    r"""
      --[^\n]*
    | /\*.*?(?:\*/|\Z)
    | \b[eE]'(?:[^'\\]|\\.|'')*(?:'|\Z)
    | '(?:[^']|'')*(?:'|\Z)
    | "(?:[^"]|"")*(?:"|\Z)
    | \$(?P<tag>[A-Za-z_]\w*)?\$.*?(?:\$(?(tag)(?P=tag))\$|\Z)
    | (?P<sign>[()\[\]{};])
    """,
    re.VERBOSE | re.DOTALL,
)


def too_deep(text: str) -> int | None:
    """Where brackets nest too deep, past strings and comments; None where they do not."""
    depth = 0
    for sign, place in _signs(text):
        depth += (sign in "([{") - (sign in ")]}")
        if depth > MAX_BRACKETS:
            return place
    return None


def wrapped(text: str, rows: int | None) -> str:
    """The query that runs: the visitor's own in brackets, of which `rows` rows and one more are taken.

    Semicolons, which may stand at both ends, become blanks, so that every place in the text stays where it is.
    """
    body = list(text)
    for sign, place in _signs(text):
        if sign == ";":
            body[place] = " "
    most = "" if rows is None else f" LIMIT {rows + 1}"
    return f"{BEFORE}{''.join(body)}{AFTER}{most}"


def position(text: str, byte: int) -> int | None:
    """The character of a text at a byte of its wrapped form; None where that is outside the text."""
    data = text.encode("utf-8", "replace")
    own = byte - len(BEFORE)
    return len(data[:own].decode("utf-8", "ignore")) if 0 <= own <= len(data) else None


def _signs(text: str) -> Iterator[tuple[str, int]]:
    for match in _TOKEN.finditer(text):
        if sign := match["sign"]:
            yield sign, match.start()
