"""A Python literal that begins at a place of a text of prose: where it ends, and what it is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

__all__ = ["literal_at"]

_LONGEST = 2_000
"""Characters of a list, dict or string; nobody writes longer ones in prose by hand."""
_DEEPEST = 20
_STRING = re.compile(r"""[bB]?(?:'(?:[^'\\\n]|\\.)*+'|"(?:[^"\\\n]|\\.)*+")""")
_NUMBER = re.compile(r"[-+\u2212]?\d[\d_]*+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_WORD = re.compile(r"(?:True|False|None)\b")
_BRACKET = re.compile(r"""[bB]?(?:'(?:[^'\\\n]|\\.)*+'|"(?:[^"\\\n]|\\.)*+")|[\[\](){}]""")
_PAIRS = {"[": "]", "(": ")", "{": "}"}
_GOES_ON = re.compile(r"[\w(\[%°]|\.\d|,\d")
"""What shows that a number is a part of something else: `3x`, `3rd`, `50%`, `1,000`, `1.2.3`."""


def literal_at(text: str, at: int) -> tuple[str, int] | None:
    """The literal that begins just there, as Python reads it, and where it ends; None where there is none."""
    end = next(_ends(text, at), None)
    if end is None or _GOES_ON.match(text, end):
        return None
    raw = text[at:end].replace("\u2212", "-")
    try:
        ast.literal_eval(raw)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    return raw, end


def _ends(text: str, at: int) -> Iterator[int]:
    for form in (_STRING, _NUMBER, _WORD):
        if found := form.match(text, at, at + _LONGEST):
            yield found.end()
            return
    if text[at : at + 1] in _PAIRS and (end := _closing(text, at)):
        yield end


def _closing(text: str, at: int) -> int | None:
    """Behind the bracket that closes the one at a place; None where it is not closed, or too deep or long."""
    expected: list[str] = []
    for found in _BRACKET.finditer(text, at, at + _LONGEST):
        sign = found[0]
        if sign in _PAIRS:
            expected.append(_PAIRS[sign])
            if len(expected) > _DEEPEST:
                return None
        elif len(sign) == 1:
            if not expected or expected.pop() != sign:
                return None
            if not expected:
                return found.end()
    return None
