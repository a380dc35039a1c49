"""Unified diffs of one file: hunks read from text and written as it; hunks of unknown place have a bare `@@`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from tracewalk.frozen import frozen

__all__ = ["Hunk", "counts", "hunks_of", "rendered"]

_NUMBERED = re.compile(r"@@ -(\d{1,12})(?:,(\d{1,12}))? \+(\d{1,12})(?:,(\d{1,12}))? @@")
_UNENDED = "\\ No newline at end of file"


@frozen
class Hunk:
    """Some lines that follow each other in a file, old and new."""

    start: int | None
    """Lines of the old file before it; None where its place is not known."""
    lines: tuple[tuple[str, str], ...]
    """Sign and text of each: ` ` stays, `-` goes, `+` comes."""
    old_unended: bool = False
    """The last of its old lines ends the file without a line feed."""
    new_unended: bool = False

    @property
    def old(self) -> list[str]:
        """Its lines in the old file."""
        return [text for sign, text in self.lines if sign != "+"]

    @property
    def new(self) -> list[str]:
        """Its lines in the new file."""
        return [text for sign, text in self.lines if sign != "-"]

    def parts(self) -> Iterator[tuple[int, int, list[str]]]:
        """What it replaces: old lines from, to, counted from its own first, and the new ones in their place."""
        at = begin = 0
        new: list[str] = []
        changing = False
        for sign, text in self.lines:
            if sign == " ":
                if changing:
                    yield begin, at, new
                at, changing, new = at + 1, False, []
                continue
            if not changing:
                begin, changing = at, True
            if sign == "-":
                at += 1
            else:
                new.append(text)
        if changing:
            yield begin, at, new


def hunks_of(diff: str) -> list[Hunk]:
    """The hunks of a diff without the lines that name files; a line of no known sign counts as one that stays."""
    found: list[Hunk] = []
    start: int | None = None
    lines: list[tuple[str, str]] = []
    unended = [False, False]
    inside = False

    def close() -> None:
        if inside and lines:
            found.append(Hunk(start, tuple(lines), *unended))

    for line in diff.removesuffix("\n").split("\n"):
        if line.startswith("@@"):
            close()
            numbered = _NUMBERED.match(line)
            start = None
            if numbered:
                start = int(numbered[1]) - (0 if numbered[2] == "0" else 1)
            lines, unended, inside = [], [False, False], True
        elif line.startswith("\\"):
            sign = lines[-1][0] if lines else " "
            unended = [unended[0] or sign != "+", unended[1] or sign != "-"]
        elif line[:1] in {"+", "-", " "}:
            lines.append((line[0], line[1:]))
        else:
            lines.append((" ", line))
    close()
    return found


def rendered(hunks: Iterable[Hunk]) -> str:
    """The text of some hunks in order; every line is ended."""
    parts: list[str] = []
    shift = 0
    for hunk in hunks:
        removed = sum(sign != "+" for sign, _ in hunk.lines)
        added = sum(sign != "-" for sign, _ in hunk.lines)
        if hunk.start is None:
            parts.append("@@")
        else:
            parts.append(f"@@ -{_span(hunk.start, removed)} +{_span(hunk.start + shift, added)} @@")
            shift += added - removed
        parts += _body(hunk)
    return "\n".join(parts) + "\n" if parts else ""


def _span(before: int, count: int) -> str:
    first = before + 1 if count else before
    return f"{first}" if count == 1 else f"{first},{count}"


def _body(hunk: Hunk) -> Iterator[str]:
    """The lines of a hunk, with the mark of a last line that is not ended."""
    marks: set[int] = set()
    if hunk.old_unended:
        marks.add(max((at for at, (sign, _) in enumerate(hunk.lines) if sign != "+"), default=-1))
    if hunk.new_unended:
        marks.add(max((at for at, (sign, _) in enumerate(hunk.lines) if sign != "-"), default=-1))
    for at, (sign, text) in enumerate(hunk.lines):
        yield sign + text
        if at in marks:
            yield _UNENDED


def counts(diff: str | Sequence[Hunk]) -> tuple[int, int]:
    """How many lines come, and how many go."""
    hunks = hunks_of(diff) if isinstance(diff, str) else diff
    signs = [sign for hunk in hunks for sign, _ in hunk.lines]
    return signs.count("+"), signs.count("-")
