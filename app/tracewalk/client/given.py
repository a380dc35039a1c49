"""What a query's parameters are given, the same for a folder and for a server."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time

from tracewalk.errors import UsageError

__all__ = ["as_given", "as_texts", "is_name"]

_NAME = re.compile(r"[\w-]+/[\w.-]+")
_PARAMETER = re.compile(r"[A-Za-z_]\w*")


def is_name(query: str) -> bool:
    """Whether a text names a query, `area/name`, rather than being one."""
    return _NAME.fullmatch(query.strip()) is not None


def as_given(parameters: dict[str, object]) -> dict[str, object]:
    """The values as they are sent: a date or time as ISO text, which SQL casts. Raises `UsageError` for others."""
    return {name: _sent(name, value) for name, value in parameters.items()}


def as_texts(given: Mapping[str, object]) -> dict[str, str]:
    """The values as the texts that a named query's parameters and a link take; None: left out, so the default."""
    return {name: _text(name, value) for name, value in given.items() if value is not None}


def _sent(name: str, value: object) -> object:
    if not _PARAMETER.fullmatch(name):
        raise UsageError(f"{name[:60]!r} cannot be a parameter; in SQL it would be written ${name[:60]}")
    if hasattr(value, "dtype") and hasattr(value, "item"):  # one of numpy's
        value = value.item()
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_sent(name, one) for one in value]
    raise UsageError(
        f"${name} cannot be of type {type(value).__name__}; a parameter is text, a number, True or False, None, a date "
        "or time, or a list of these"
    )


def _text(name: str, value: object) -> str:
    if isinstance(value, list):
        raise UsageError(f"${name} of a named query is one value, not a list")
    return str(value).lower() if isinstance(value, bool) else str(value)
