"""Small tables of what repeats: a step stores one number for its event, line, function and file."""

from __future__ import annotations

import threading
from array import array

__all__ = ["Sites", "Table"]

_ONE_AT_A_TIME = threading.Lock()
"""Who takes a new number: two threads with one number would give one of their texts another name."""


class Table:
    """Numbers distinct texts from 0, in order of first appearance."""

    __slots__ = ("_ids", "texts")

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._ids: dict[str, int] = {}

    def of(self, text: str) -> int:
        """The text's number."""
        number = self._ids.get(text)
        return self._new(text) if number is None else number

    def _new(self, text: str) -> int:
        with _ONE_AT_A_TIME:
            if text not in self._ids:  # else another thread came first
                self.texts.append(text)
                self._ids[text] = len(self.texts) - 1
            return self._ids[text]


class Sites:
    """A *site* is an event on a line of a function of a file. Ids are even: a stored odd one means "with changes"."""

    def __init__(self) -> None:
        self.functions = Table()
        self.files = Table()
        """Program ids."""
        self.names = Table()
        self.types = Table()
        self.event = array("b")
        self.line = array("i")
        self.function = array("i")
        self.file = array("i")
        self._ids: dict[tuple[int, int, int, int], int] = {}

    def of(self, event: int, line: int, function: int, file: int) -> int:
        """The site's id."""
        key = (event, line, function, file)
        number = self._ids.get(key)
        if number is None:
            number = self._ids[key] = 2 * len(self.event)
            self.event.append(event)
            self.line.append(line)
            self.function.append(function)
            self.file.append(file)
        return number
