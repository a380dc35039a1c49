"""LOCALS and VALUE: the JSON of the format, read strictly where it is right and leniently where it is not."""

from __future__ import annotations

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

__all__ = ["read_locals", "read_value"]

_SPACE = re.compile(r"[ \t\n\r]*")
_read = json.JSONDecoder(parse_int=str, parse_float=str).raw_decode
_read_pairs = json.JSONDecoder(object_pairs_hook=list).raw_decode
_read_loose = json.JSONDecoder(strict=False, parse_int=str, parse_float=str).raw_decode
_STR = frozenset([str])


def read_locals(text: str, start: int, stop: int) -> tuple[dict[str, str] | None, str | None]:
    """The observation between two places of a text, and what is wrong with it; None where it is no object at all.

    Nothing at all counts as `{}`. A value that is no string is kept as its JSON text, the last of two equal names wins.
    """
    if text.startswith("{", start):
        try:
            pairs, end = _read_pairs(text, start)
        except (ValueError, RecursionError):
            return _loose(text[start:stop])
        found: dict[str, Any] = dict(pairs)
        if end == stop and len(found) == len(pairs) and (not found or _STR.issuperset(map(type, found.values()))):
            return found if text.find("\\u", start, stop) < 0 else _sound(found), None
    return _loose(text[start:stop])


def read_value(text: str, start: int, stop: int) -> tuple[str | None, str | None]:
    """The value between two places of a text, and what is wrong with it; text that is no JSON is kept as it is."""
    if text.startswith('"', start):
        try:
            value, end = scanstring(text, start + 1)
        except ValueError:
            return _loose_value(text[start:stop])
        if end == stop:
            return (value, None) if value.isascii() else (_escaped(value), None)
    return _loose_value(text[start:stop])


def _sound(found: dict[str, str]) -> dict[str, str]:
    return {_escaped(name): _escaped(value) for name, value in found.items()}


def _escaped(text: str) -> str:
    """Lone surrogates as their escapes, as the recorder writes them: no file could hold them."""
    return text.encode("utf-8", "backslashreplace").decode()


def _loose(text: str) -> tuple[dict[str, str] | None, str | None]:
    body = text.strip()
    if not body:
        return {}, None
    if not body.startswith("{"):
        return None, "LOCALS are not a JSON object"
    found: dict[str, str] = {}
    faults: list[str] = []
    try:
        end = _members(body, found, faults)
    except (ValueError, RecursionError) as error:
        return None, f"LOCALS are not JSON: {_why(error)}"
    if body[end:].strip():
        faults.append("text after LOCALS")
    more = f"; and {len(faults) - 1} more" if len(faults) > 1 else ""
    return _sound(found), f"{faults[0]}{more}" if faults else None


def _members(text: str, found: dict[str, str], faults: list[str]) -> int:
    """The members of the object that begins the text; where it ends."""
    at = _skip(text, 1)
    if text.startswith("}", at):
        return at + 1
    while True:
        if not text.startswith('"', at):
            raise ValueError(f"a name is expected at character {at}")
        name, at = scanstring(text, at + 1, False)
        at = _skip(text, at)
        if not text.startswith(":", at):
            raise ValueError(f"a colon is expected at character {at}")
        begin = _skip(text, at + 1)
        value, at = _read_loose(text, begin)
        if name in found:
            faults.append(f"the name {name[:40]!r} stands twice")
        if not isinstance(value, str) or text[begin] != '"':
            faults.append(f"the value of {name[:40]!r} is not a string")
            value = text[begin:at]
        found[name] = value
        at = _skip(text, at)
        if text.startswith("}", at):
            _control(text[:at], faults)
            return at + 1
        if not text.startswith(",", at):
            raise ValueError(f"a comma is expected at character {at}")
        at = _skip(text, at + 1)


def _control(text: str, faults: list[str]) -> None:
    try:
        _read(f"{text}}}")
    except (ValueError, RecursionError) as error:
        faults.append(f"LOCALS are not JSON: {_why(error)}")


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _loose_value(text: str) -> tuple[str | None, str | None]:
    body = text.strip()
    try:
        value, end = _read_loose(body)
        if not body[end:]:
            if isinstance(value, str) and body.startswith('"'):
                return _escaped(value), None if text == body else "space around VALUE"
            return body, "VALUE is not a string"
    except (ValueError, RecursionError) as error:
        return text, f"VALUE is not JSON: {_why(error)}"
    return text, "text after VALUE"


def _why(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nested too deep"
    return f"{error.msg} at character {error.pos}" if isinstance(error, json.JSONDecodeError) else str(error)
