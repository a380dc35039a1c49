"""Values of strangers -> values that the lake can hold: each is what it should be, or None.

A log is read leniently: a number where a text is expected becomes its text, a text where a number is expected counts
where it is one, and what is out of range is None. No function here raises anything.
"""

from __future__ import annotations

import math
from base64 import b64decode
from datetime import UTC, datetime
from typing import Any

from tracewalk.importers.json_text import json_of, read_json
from tracewalk.model import Image

__all__ = ["arguments_of", "dict_of", "float_of", "image_of", "int_of", "list_of", "moment_of", "sound", "text_of"]

_NUMBERS = (int, float, str)
_MAGIC = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif", b"RIFF": "image/webp"}
_MILLISECONDS = 1e11
"""Seconds since 1970 beyond this are milliseconds."""


def sound(text: str) -> str:
    """A text without lone surrogates, which no file can hold: each becomes its escape."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def text_of(value: Any) -> str | None:
    """A text; of another value its JSON. None stays None."""
    if value is None:
        return None
    return sound(value if isinstance(value, str) else json_of(value))


def dict_of(value: Any) -> dict[str, Any]:
    """An object; an empty one in the place of anything else."""
    return value if isinstance(value, dict) else {}


def list_of(value: Any) -> list[Any]:
    """A list; an empty one in the place of anything else."""
    return value if isinstance(value, list) else []


def int_of(value: Any, bits: int = 64) -> int | None:
    """A whole number that fits in signed `bits`; also one written as a text or as a float."""
    if value is None:
        return None
    number = value if value.__class__ is int else _whole(value)
    return None if number is None or not -(1 << bits - 1) <= number < 1 << bits - 1 else number


def _whole(value: Any) -> int | None:
    number = value
    if isinstance(value, str) and len(value) <= 24:
        number = float_of(value) if "." in value or "e" in value.lower() else _digits(value)
    if isinstance(number, float):
        return int(number) if number.is_integer() else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def _digits(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


def float_of(value: Any) -> float | None:
    """A finite number; also one written as a text."""
    if value is None or isinstance(value, bool) or not isinstance(value, _NUMBERS):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def moment_of(value: Any) -> tuple[datetime | None, bool]:
    """A moment in UTC, and whether its zone had to be taken as UTC; of ISO 8601, or of seconds or ms since 1970."""
    if isinstance(value, str) and not _is_number(value):
        try:
            found = datetime.fromisoformat(value.strip())
            if found.tzinfo is None:
                return found.replace(tzinfo=UTC), True
            return found.astimezone(UTC), False
        except (ValueError, OverflowError):
            return None, False
    number = float_of(value)
    if number is None or number <= 0:
        return None, False
    try:
        return datetime.fromtimestamp(number / 1000 if number > _MILLISECONDS else number, UTC), False
    except (ValueError, OverflowError, OSError):
        return None, False


def _is_number(text: str) -> bool:
    return len(text) <= 24 and text.strip().replace(".", "", 1).isdigit() and len(text.strip()) > 8


def image_of(text: Any) -> Image | None:
    """The picture of a `data:` URL or of bare base64, told by its first bytes; None of an address, or anything else."""
    if not isinstance(text, str) or text[:5].lower() in ("http:", "https"):
        return None
    if text.startswith("data:"):
        head, _, text = text.partition(",")
        if not head.endswith(";base64"):
            return None
    try:
        data = b64decode(text, validate=True)
    except ValueError:
        return None
    kind = next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), None)
    return None if kind is None or (kind == "image/webp" and data[8:12] != b"WEBP") else Image(kind, data)


def arguments_of(value: Any) -> tuple[str, str | None]:
    """The arguments of a call of a tool as they are kept, and why they are malformed: of an object its JSON.

    A text that holds an object counts as that object; any other text stays as it is.
    """
    if not isinstance(value, str):
        return ("" if value is None else sound(json_of(value))), None
    try:
        found = read_json(value.encode())
    except (ValueError, UnicodeError) as fault:
        return sound(value), f"its arguments are not JSON: {fault}" if value.lstrip()[:1] == "{" else None
    return sound(json_of(found) if isinstance(found, dict) else value), None
