"""Finds whole JSON objects in an answer that is still coming, and what stands between them."""

from __future__ import annotations

import re

__all__ = ["ObjectReader"]

_WRAPPER = re.compile(r"\{\s*\"steps\"\s*:\s*\[")
_NOTHING = re.compile(r"```[a-z]*|[\s,\[\]}]+")
_LONGEST = 100
"""The wrapper's beginning is no longer, whatever spaces stand in it."""
_THINK, _THOUGHT = "<think>", "</think>"


class ObjectReader:
    """Fed with text in pieces of any size; `{"steps": [` around the objects is looked through.

    What is no object and says something (not a comma, a bracket, a code fence, or the thoughts of a model that shows
    them) is given too, so that nothing is lost.
    """

    def __init__(self) -> None:
        self._begun: list[str] = []
        """The object that has begun, or what stands between two."""
        self._depth = 0
        self._in_string = False
        self._escaped = False

    def feed(self, text: str) -> list[tuple[bool, str]]:
        """What this piece completes: (whether it is an object, its text)."""
        found: list[tuple[bool, str]] = []
        for char in text:
            if self._depth:
                self._inside(char, found)
            elif char == "{" and not self._thinking():
                found += self._between()
                self._begun, self._depth = [char], 1
            else:
                self._begun.append(char)
        return found

    def rest(self) -> list[tuple[bool, str]]:
        """What was not completed: an object that was cut, or words behind the last one."""
        if not self._depth:
            return self._between()
        self._depth = 0
        return [(False, "".join(self._begun))]

    def _inside(self, char: str, found: list[tuple[bool, str]]) -> None:
        self._begun.append(char)
        if self._in_string:
            self._in_string = self._escaped or char != '"'
            self._escaped = char == "\\" and not self._escaped
        elif char == '"':
            self._in_string = True
        elif char == "{":
            self._depth += 1
        elif char == "}":
            self._depth -= 1
            if not self._depth:
                found.append((True, "".join(self._begun)))
                self._begun = []
        elif char == "[" and len(self._begun) <= _LONGEST and _WRAPPER.fullmatch("".join(self._begun)):
            self._begun, self._depth = [], 0

    def _thinking(self) -> bool:
        text = "".join(self._begun)
        return text.lstrip().startswith(_THINK) and _THOUGHT not in text

    def _between(self) -> list[tuple[bool, str]]:
        text = "".join(self._begun)
        self._begun = []
        if text.lstrip().startswith(_THINK):
            text = text.partition(_THOUGHT)[2]
        return [(False, text)] if _NOTHING.sub("", text) else []
