"""Finds the `$parameters` in an SQL text, past its strings, quoted names and comments."""

from __future__ import annotations

import re

from tracewalk.frozen import frozen

__all__ = ["Use", "uses"]

# What is not closed goes on to the end, as for DuckDB; else a hostile text would be read once for each opening.
_TOKEN = re.compile(
    r"""
      --[^\n]*
    | /\*.*?(?:\*/|\Z)
    | [eE]'(?:[^'\\]|\\.|'')*(?:'|\Z)
    | '(?:[^']|'')*(?:'|\Z)
    | "(?:[^"]|"")*(?:"|\Z)
    | \$(?P<tag>[A-Za-z_]\w*)?\$.*?(?:\$(?(tag)(?P=tag))\$|\Z)
    | \$(?P<name>\w+)(?:::(?P<type>[A-Za-z_]\w*(?:\[\])?))?
    """,
    re.VERBOSE | re.DOTALL,
)


@frozen
class Use:
    """One place where a text uses a parameter, and the type that it is cast to there; None: it is not cast."""

    name: str
    type: str | None


def uses(text: str) -> tuple[Use, ...]:
    """The parameters of an SQL text, use by use, in order."""
    found = (match for match in _TOKEN.finditer(text) if match["name"] is not None)
    return tuple(Use(match["name"], match["type"]) for match in found)
