"""A JSON document that is cut off or damaged: as much of its value as stands before the damage."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

__all__ = ["before_damage", "read_before_damage"]

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[][{},]', re.DOTALL)
_CLOSING = {"[": "]", "{": "}"}


def before_damage(raw: bytes) -> Any:
    """The value of a document, or of its first part, as far as it is sound; None where it begins as none does."""
    text = raw.removeprefix(b"\xef\xbb\xbf").decode(errors="replace").lstrip()
    if not text.startswith(("[", "{")):
        return None
    try:
        return json.loads(text)
    except json.JSONDecodeError as fault:
        return _loaded(_closed(text, fault.pos))
    except (ValueError, RecursionError):
        return None


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _closed(text: str, end: int) -> str:
    """The text up to the last element that is whole before `end`, and the brackets that close what is open there."""
    open_: list[str] = []
    cut, left_open = 0, ""
    for found in _TOKEN.finditer(text, 0, end):
        sign = found[0]
        if sign in _CLOSING:
            open_.append(_CLOSING[sign])
        elif sign in ("]", "}") and open_:
            open_.pop()
        elif sign != ",":
            continue
        cut, left_open = (found.start() if sign == "," else found.end()), "".join(reversed(open_))
    return text[:cut] + left_open


def read_before_damage(path: Path, limit: int) -> tuple[bytes, Any]:
    """The bytes of a file within the limit, and what they hold before the damage. Raises OSError."""
    with path.open("rb") as file:
        raw = file.read(limit)
    return raw, before_damage(raw)
