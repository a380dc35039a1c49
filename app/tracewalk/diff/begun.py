"""Whether a text that breaks off may still become a true step."""

from __future__ import annotations

import json
import re

from tracewalk.diff.kinds import kind_of
from tracewalk.diff.segments import ACTION, ARG
from tracewalk.diff.steps import same_action
from tracewalk.diff.values import compare
from tracewalk.model import CwmStep

__all__ = ["may_become"]

_STRING = r'"((?:[^"\\]|\\.)*+)"'
_PAIR = re.compile(rf"{_STRING}\s*:\s*{_STRING}\s*", re.DOTALL)
_OPEN = re.compile(r'"((?:[^"\\]|\\.)*+)(?:"\s*(?::\s*(?:"((?:[^"\\]|\\.)*+))?)?)?\\?\Z', re.DOTALL)
"""A name that is being written, or a whole one and perhaps the beginning of its value."""
_UNITS = re.compile(r'(?:[^"\\]|\\[^u]|\\u[0-9a-fA-F]{4})*+', re.DOTALL)
"""The characters of a string that are whole: an escape may be cut."""
_UNORDERED = ("set", "frozenset")


def may_become(true: CwmStep, text: str) -> bool:
    """False where something in the text is wrong already; what cannot be told, as without separators, may be right."""
    text = text.lstrip()
    if true.cut:
        return True
    if "<|" not in text and text != "<":
        return text[:1] in ("", "{", '"') or _starts(true.source, text)
    token = f"<|{true.event}_sep|>"
    if not text.startswith(token):
        return token.startswith(text)
    before, acts, after = text[len(token) :].partition(ACTION)
    before = _without_begun(before, ACTION)
    if true.state is None:
        return not before.strip() and _left(true, after)
    return _observed(true, before, whole=bool(acts)) and _starts(true.source, after)


def _left(true: CwmStep, text: str) -> bool:
    """The line, then the value, of a return or an exception."""
    source, has_value, value = text.partition(ARG)
    if not has_value:
        return _starts(true.source, _without_begun(source, ARG))
    return same_action(true.source, source) and _value_starts(true.value or "", value.lstrip().removeprefix('"'))


def _observed(true: CwmStep, text: str, *, whole: bool) -> bool:
    """The names and values that stand there, the last one perhaps cut."""
    state, shown, end = true.state or {}, true.shown or {}, 0
    for pair in _PAIR.finditer(text):
        name, value, end = _plain(pair[1]), _plain(pair[2]), pair.end()
        if name not in state:
            return False
        if not (shown.get(name) == ".." if value == ".." else compare(state[name], value, true.cut).right):
            return False
    if whole:
        return len({_plain(pair[1]) for pair in _PAIR.finditer(text)}) == len(state)
    rest = _OPEN.match(text[end:].lstrip(" ,{"))
    if rest is None:
        return True
    name = _plain(rest[1])
    if rest[2] is None:
        return any(known.startswith(name) for known in state)
    return name in state and (shown.get(name, "").startswith(rest[2]) or _value_starts(state[name], rest[2]))


def _value_starts(true: str, text: str) -> bool:
    """A value as JSON writes it, without its first quote, may become the true one."""
    units = _UNITS.match(text)
    assert units is not None, "nothing fits, too"
    said = _plain(units[0])
    if text.startswith('"', units.end()):
        return compare(true, said).right
    return true.startswith(said) or kind_of(true) in _UNORDERED


def _starts(source: str, text: str) -> bool:
    """A source line that is being written may become the true one."""
    return source.startswith(text) or same_action(source, text)


def _without_begun(text: str, token: str) -> str:
    """Without the beginning of a separator at its end."""
    at = text.rfind("<")
    return text[:at] if at >= 0 and token.startswith(text[at:]) else text


def _plain(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text
