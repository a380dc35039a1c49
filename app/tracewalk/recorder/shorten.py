"""Shortens long texts, and tells how long the whole was."""

from __future__ import annotations

__all__ = ["quoted", "whole_size"]

MAX_MEASURED = 20_000
"""Characters or bytes of a value up to which the length of its repr is worth finding out on every change."""
SLACK = 20
"""Characters by which escapes may exceed the limit."""


def quoted(value: str, most: int) -> tuple[str, bool]:
    """The repr of a string's first `most` characters, with the number of those left out; and whether it is cut."""
    text = repr(value[:most])
    escaped = len(text) > most + SLACK
    left = len(value) - most
    if left > 0:
        return (f"{text[:most]}..." if escaped else f"{text}...+{left}"), True
    return (f"{text[:most]}...+{len(text) - most}", True) if escaped else (text, False)


def whole_size(value: object) -> int:
    """The length of the repr of a string or of bytes; -1 for other values, and where it would be too dear to know."""
    known = type(value) in (str, bytes, bytearray) and len(value) <= MAX_MEASURED  # type: ignore[arg-type]
    return len(repr(value)) if known else -1
