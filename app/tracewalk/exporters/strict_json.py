"""JSON that every reader takes: no NaN, no infinities, each object without its empty columns."""

from __future__ import annotations

import json
import math
from base64 import b64encode
from datetime import UTC, datetime
from typing import Any, NoReturn

__all__ = ["compact", "data_url", "line", "read_object", "stamp"]


def read_object(text: str) -> dict[str, Any] | None:
    """The object that a text is in strict JSON; None where it is none."""
    if not text.startswith("{"):
        return None
    try:
        value = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and _finite(value) else None


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(value: Any) -> bool:
    """Whether all numbers are finite: `1e999` is read as infinity, and could not be written again."""
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, dict):
        return all(map(_finite, value.values()))
    return all(map(_finite, value)) if isinstance(value, list) else True


def line(value: Any) -> str:
    """A value as one line of JSON, with its end; numbers that JSON cannot write become null."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"
    except ValueError:
        return line(_writable(value))


def _writable(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _writable(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_writable(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def compact(**columns: Any) -> dict[str, Any]:
    """An object of the columns that are not None and not empty containers."""
    return {name: value for name, value in columns.items() if value is not None and value not in ((), [], {})}


def stamp(moment: datetime | None) -> str | None:
    """A moment as ISO 8601 in UTC."""
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def data_url(media_type: str, data: bytes) -> str:
    """A picture as a URL that holds it."""
    return f"data:{media_type};base64,{b64encode(data).decode()}"
