"""The type of a value, as far as its repr tells; nothing is evaluated."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

__all__ = ["UNKNOWN", "type_of"]

UNKNOWN: Final = "unknown"
"""Of a repr that does not tell its type."""

_FIXED: Final = {
    "True": "bool",
    "False": "bool",
    "None": "NoneType",
    "Ellipsis": "ellipsis",
    "NotImplemented": "NotImplementedType",
}
_NUMBERS: Final = (
    (re.compile(r"-?\d+"), "int"),
    (re.compile(r"-?(?:\d+\.\d*(?:e[+-]?\d+)?|\d+e[+-]?\d+|inf|nan)"), "float"),
    (re.compile(r"\(?[-+.\deinfa]+j\)?"), "complex"),
)
_STRING: Final = re.compile(r"""b?'(?:[^'\\]|\\.)*'|b?"(?:[^"\\]|\\.)*\"""", re.DOTALL)
_BEGINS: Final = (
    ("'", "str"),
    ('"', "str"),
    ("b'", "bytes"),
    ('b"', "bytes"),
    ("[", "list"),
    ("(", "tuple"),
    ("<class ", "type"),
    ("<function ", "function"),
    ("<built-in ", "builtin_function_or_method"),
    ("<bound method ", "method"),
    ("<generator object ", "generator"),
    ("<coroutine object ", "coroutine"),
    ("<async_generator object ", "async_generator"),
    ("<cell", "cell"),
    ("<code object ", "code"),
    ("<frame", "frame"),
    ("<module ", "module"),
    ("<method-wrapper ", "method-wrapper"),
    ("<slot wrapper ", "wrapper_descriptor"),
)
_NAMED: Final = re.compile(r"(?=<|[\w.<>]+\()<?((?:[^\W\d]\w*\.(?:<locals>\.)?)*[^\W\d]\w*)")
"""`<list_iterator object>`, `<shop.Cart object>`, `Point(x=1)`, `shop.open.<locals>.Door()`."""
_MEMBER: Final = re.compile(r"<(?:\w+\.)*?(\w+)\.\w+: ")
"""A member of an enumeration: `<Colour.RED: 1>`."""
_CONSTRUCTORS: Final = {"array": "ndarray"}
_SHORT = 1_000
"""Characters of a repr whose type is worth remembering."""


def type_of(text: str) -> str:
    """The name of the type whose repr this is: exact for built-in ones, for others the name that the repr begins with.

    As in the lake's `changes`, a type's module is left out. `unknown` where the repr does not tell.
    """
    return _remembered(text) if len(text) < _SHORT else _type_of(text)


def _type_of(text: str) -> str:
    known = _FIXED.get(text) or next((name for form, name in _NUMBERS if form.fullmatch(text)), None)
    known = known or next((name for begin, name in _BEGINS if text.startswith(begin)), None)
    if known is not None:
        return known
    if text.startswith("{"):
        return _braces(text)
    found = _MEMBER.match(text) or _NAMED.match(text)
    name = found[1].rpartition(".")[2] if found else UNKNOWN
    return _CONSTRUCTORS.get(name, name)


def _braces(text: str) -> str:
    """A dict has a colon behind its first key, a set has not."""
    if text == "{}":
        return "dict"
    depth = 0
    at = 1
    while at < len(text):
        if string := _STRING.match(text, at):
            at = string.end()
            continue
        character = text[at]
        if not depth and character in ":,}":
            return "dict" if character == ":" else "set"
        depth += (character in "([{<") - (character in ")]}>")
        at += 1
    return UNKNOWN


_remembered = lru_cache(maxsize=50_000)(_type_of)
