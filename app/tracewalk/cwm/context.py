"""The source text that a model is shown, and where each of its lines stands in the programs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tracewalk.cwm.tokens import MARKER
from tracewalk.frozen import frozen

__all__ = ["Context", "Place", "source_lines"]

Place = tuple[str, int]
"""(program_id, line number there); `("", 0)` for a line that no program has."""

NOWHERE: Place = ("", 0)
_NEWLINES = re.compile(r"\r\n?")


@frozen
class Context:
    """What the model is shown as source: the files of a trace one after another, a blank line between them."""

    text: str
    """Ends in a newline; START_OF_TRACE stands on the entry's `def` line."""
    places: tuple[Place, ...]
    """Of each line of the text."""
    wrapped: bool = False
    """A `main` that no program has was added at the end: its frame is number -1, at depth 0."""


def source_lines(text: str) -> list[str]:
    """The lines of a source, each with its newline, the last one too: as the compiler counts them."""
    lines = _NEWLINES.sub("\n", text).split("\n")
    if lines and not lines[-1]:
        lines.pop()
    return [f"{line}\n" for line in lines]


class Builder:
    """A context being put together: files, then a marker or a wrapper."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.places: list[Place] = []

    def add(self, program_id: str, lines: Sequence[str]) -> None:
        """One file."""
        if self.lines:
            self._append("\n", NOWHERE)
        for number, line in enumerate(lines, 1):
            self._append(line, (program_id, number))

    def mark(self, place: Place) -> bool:
        """Put START_OF_TRACE on a line, unless it is there; False where nothing can stand behind the line."""
        at = self.places.index(place)
        line = self.lines[at].rstrip("\n")
        if "START_OF_TRACE" in line:
            return True
        if line.endswith("\\") or '"""' in line or "'''" in line:
            return False
        self.lines[at] = f"{line}{MARKER}\n"
        return True

    def wrap(self, call: str) -> tuple[str, str]:
        """Add `def main()` that makes the call, one blank line after the code; its two lines."""
        while self.lines and not self.lines[-1].strip():
            self.lines.pop()
            self.places.pop()
        wrapper = (f"def main():{MARKER}\n", f"    return {call}\n")
        for line in ("\n", *wrapper):
            self._append(line, NOWHERE)
        return wrapper

    def context(self, *, wrapped: bool = False) -> Context:
        """The context as it stands."""
        return Context("".join(self.lines), tuple(self.places), wrapped)

    def by_program(self) -> Mapping[str, list[str]]:
        """The lines of each program as the context shows them."""
        found: dict[str, list[str]] = {}
        for line, (program_id, _) in zip(self.lines, self.places, strict=True):
            if program_id:
                found.setdefault(program_id, []).append(line)
        return found

    def _append(self, line: str, place: Place) -> None:
        self.lines.append(line)
        self.places.append(place)
