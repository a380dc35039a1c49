"""The text of a value before it is parsed: cleaned, cut into tokens, capped. All of it linear in the text's length."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator

__all__ = ["MAX_CHARS", "MAX_DEPTH", "OBJECT", "cleaned", "is_parsed", "spans", "tokens", "tree"]

MAX_CHARS = 100_000
"""Characters beyond which a value is compared as text only: a syntax tree takes a hundred times the memory."""
MAX_DEPTH = 100
"""Brackets within brackets beyond which a value is compared as text only; Python's own parser ends at 200."""
OBJECT = "_object_"
"""Stands for `<...>` in what is parsed: `[<A object>]` becomes `[_object_('<A object>')]`."""

_FILE = "<a value's text>"
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
# possessive, and taking an unclosed string to the end: no text makes them go back
_STRING = r"""'(?:[^'\\]|\\.)*+(?:'|\Z)|"(?:[^"\\]|\\.)*+(?:"|\Z)"""
_TOKEN = re.compile(rf"[rbuRBU]{{0,2}}(?:{_STRING})|\d[\w.]*(?:(?<=[eE])[+-]\d+)?j?|\w+|\s+|.", re.DOTALL)
_OUTSIDE = re.compile(rf"{_STRING}|[<>]", re.DOTALL)
_OPEN_OR_CLOSED = re.compile(_STRING + r"|[\[({})\]]", re.DOTALL)

# invalid escapes in hostile text are no news; the filter fits this pseudo-file alone
warnings.filterwarnings("ignore", module=re.escape(_FILE))


def cleaned(text: str) -> str:
    """Without addresses and outer space, and with one name for the iterator that Python versions name differently."""
    text = text.strip()
    if " at 0x" in text:
        text = _ADDRESS.sub("", text)
    return text.replace("<str_ascii_iterator ", "<str_iterator ") if "<str_ascii" in text else text


def tokens(text: str) -> list[str]:
    """Strings, numbers, words and signs, without the spaces between them."""
    return [token for token in _TOKEN.findall(text) if not token.isspace()]


def is_parsed(text: str) -> bool:
    """The text is short and flat enough to be parsed."""
    return len(text) <= MAX_CHARS and not _too_deep(text)


def tree(text: str) -> ast.expr | None:
    """The syntax tree of a value's text, objects as calls of `OBJECT`; None where it is none, too long or too deep."""
    if not is_parsed(text):
        return None
    named = "".join(_named(text)) if "<" in text else text
    try:
        # as UTF-8 there are no lone surrogates, and within a string the escape means the same
        plain = named if named.isascii() else named.encode("utf-8", "backslashreplace").decode()
        return ast.parse(plain, _FILE, "eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None


def _too_deep(text: str) -> bool:
    if text.count("[") + text.count("(") + text.count("{") <= MAX_DEPTH:
        return False
    depth = 0
    for found in _OPEN_OR_CLOSED.finditer(text):
        if found[0] in "[({":
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif found[0] in "])}":
            depth -= 1
    return False


def spans(text: str) -> Iterator[tuple[int, int, bool]]:
    """Where strings and outermost `<...>` stand in a text, in order: (from, to, whether it is an object)."""
    start = depth = 0
    for found in _OUTSIDE.finditer(text):
        if found[0] == "<":
            if depth == 0:
                start = found.start()
            depth += 1
        elif found[0] == ">":
            depth -= depth > 0
            if depth == 0 and text[start] == "<":
                yield start, found.end(), True
                start = found.end()
        elif depth == 0:
            yield found.start(), found.end(), False


def _named(text: str) -> Iterator[str]:
    """The parts of a text in which each outermost `<...>` has become a call."""
    done = 0
    for start, end, is_object in spans(text):
        if is_object:
            yield text[done:start]
            yield f"{OBJECT}({' '.join(text[start:end].split())!r})"
            done = end
    yield text[done:]
