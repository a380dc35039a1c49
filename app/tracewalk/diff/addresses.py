"""Values that hold an object's address in plain Python, told by their text after addresses were removed."""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["unmatchable"]

_STRING = r"""'(?:[^'\\]|\\.)*+(?:'|\Z)|"(?:[^"\\]|\\.)*+(?:"|\Z)"""
_ADDRESSED = re.compile(
    rf"(?:{_STRING})|(?P<object> object>| at 0x[0-9a-fA-F]|<(?:function|bound method|(?:async_)?generator object"
    r"|coroutine object|code object|built-in method|cell|frame) )",
    re.DOTALL,
)


def unmatchable(shown: Mapping[str, str] | None) -> Mapping[str, str] | None:
    """An observation in which no prediction can match a value that holds an address.

    The published figures were scored against a truth with addresses in it, which no model can know; so such a value
    counts as a miss there, and must here for figures to compare.
    """
    if not shown or "<" not in "".join(shown.values()):
        return shown
    return {name: f"{value}\0" if _has_address(value) else value for name, value in shown.items()}


def _has_address(value: str) -> bool:
    return "<" in value and any(found["object"] for found in _ADDRESSED.finditer(value))
