"""Patterns of sed, which are POSIX's with GNU's additions, as Python's.

A pattern comes from a stranger, so only those are taken whose search has a bound that is known before it runs.
"""

from __future__ import annotations

import re

__all__ = ["python_pattern", "python_replacement", "repetitions"]

_CLASSES = {"space": r"\s", "digit": r"\d", "alpha": "a-zA-Z", "alnum": "a-zA-Z0-9", "blank": " \t", "upper": "A-Z",
            "lower": "a-z", "punct": r"!-/:-@\[-`{-~", "xdigit": "0-9a-fA-F"}  # fmt: skip


def python_pattern(text: str, *, extended: bool, sign: str) -> str:
    """A POSIX pattern as Python's; raises `ValueError` where it has what is not taken."""
    made: list[str] = []
    at = 0
    while at < len(text):
        c = text[at]
        if c == "[":
            part, at = _bracket(text, at)
        elif c == "\\":
            part = _escaped(text[at + 1 : at + 2], extended=extended, sign=sign)
            at += 2
        else:
            part = _plain(c, made, text[at + 1 : at + 2], extended=extended)
            at += 1
        made.append(part)
    return "".join(made)


def _escaped(c: str, *, extended: bool, sign: str) -> str:
    """What a backslash and a character are."""
    if not c or (c.isdigit() and c != "0"):
        raise ValueError("a back-reference")
    if c in "nt":
        return {"n": "\n", "t": "\t"}[c]
    if c in "wWsSbB":
        return "\\" + c
    if c in "<>":
        return r"\b"
    return c if c in "(){}|+?" and not extended and c != sign else re.escape(c)


def _plain(c: str, made: list[str], after: str, *, extended: bool) -> str:
    """What a character without a backslash is; without `-E`, anchors within a pattern are themselves."""
    if c == "*" and (not made or made[-1] in {"(", "|", "^"}):
        return r"\*"
    inner = (c == "^" and made and made[-1] not in {"(", "|"}) or (c == "$" and after and after not in ")|\\")
    special = ".*^$" + ("(){}|+?" if extended else "")
    return c if c in special and not (inner and not extended) else re.escape(c)


def _bracket(text: str, at: int) -> tuple[str, int]:
    """A class of characters, and where it ends."""
    end = at + 1
    negated = text.startswith("^", end)
    end += negated
    inside: list[str] = []
    first = True
    while end < len(text) and (text[end] != "]" or first):
        first = False
        if named := re.compile(r"\[:(\w+):\]").match(text, end):
            inside.append(_CLASSES.get(named[1]) or "")
            end = named.end()
        elif text[end] == "\\" and text[end + 1 : end + 2] in {"n", "t"}:
            inside.append("\\" + text[end + 1])
            end += 2
        else:
            inside.append("\\" + text[end] if text[end] in "\\[]&~|^" else text[end])
            end += 1
    if end >= len(text) or not inside:
        raise ValueError("a class that is not ended")
    return "[" + ("^" if negated else "") + "".join(inside) + "]", end + 1


def repetitions(pattern: str) -> int:
    """How many unbounded repetitions a pattern has; raises `ValueError` where one is of a group, or of many."""
    bare = re.sub(r"\\.", "x", re.sub(r"\[(?:\\.|[^\]\\])*\]", "x", pattern), flags=re.DOTALL)
    if re.search(r"\)[*+{?]|[*+?}][*+{]|\{\d*,?\d{3}", bare):
        raise ValueError("a repetition whose search has no good bound")
    return len(re.findall(r"[*+]|\{\d*,", bare))


def python_replacement(text: str, sign: str, groups: int) -> str:
    """What a substitution puts there, as `re.Match.expand` reads it."""
    made: list[str] = []
    at = 0
    while at < len(text):
        c = text[at]
        at += 1
        if c == "&":
            made.append(r"\g<0>")
        elif c != "\\":
            made.append(c)
        else:
            c = text[at : at + 1]
            at += 1
            if c.isdigit():
                if int(c) > groups:
                    raise ValueError("no such group")
                made.append(rf"\g<{c}>")
            elif c in "ULEul" and c:
                raise ValueError("changes case")
            else:
                made.append({"n": "\n", "t": "\t", "\\": r"\\"}.get(c, c if c != sign else sign))
    return "".join(made)
