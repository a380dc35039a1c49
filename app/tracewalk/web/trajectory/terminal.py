"""What a terminal would show of an output with control sequences: plain text, and which stretches have which style.

The emulator is pyte's. Its screen is too slow for what only has colours (a tenth of a megabyte a second), so that there
it is only asked what the colours mean; where the cursor moves, it draws. Nothing that was shown once gets lost: what
a program clears, as `clear` does, stays above.
"""

from __future__ import annotations

import re
from copy import copy
from typing import Any

import pyte

from tracewalk.frozen import frozen

__all__ = ["Styled", "styled"]

COLUMNS = 400
LINES = 50
_CONTROL = re.compile(r"\x1b|\r(?!\n)|\x08|\x9b")
_COLOUR = re.compile(r"\x1b\[([0-9;]*)m")
_QUIET = re.compile(
    r"\x1b\[\??[0-9;]*[hlsu]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()][0-9A-B]|\x1b[=>78]|\x1b\[[0-3]?K"
)
"""Sequences that show nothing where only text follows text: modes, titles, sets of characters, an empty line's rest."""
_LONGEST_CODE = 200
_FLAGS = (("bold", "b"), ("italics", "i"), ("underscore", "u"), ("strikethrough", "s"), ("reverse", "r"))
_NAMED = {"brown": "yellow", "brightbrown": "brightyellow", "bfightmagenta": "brightmagenta"}
"""As pyte names colours, one of them with a slip."""
_HEX = re.compile(r"[0-9a-f]{6}")
_NAMES = frozenset(
    f"{bright}{name}"
    for name in ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
    for bright in ("", "bright")
)

Run = tuple[int, int, str]
"""From, to, and its style: words as `b`, `f-red`, `g-00ff00`, parted by spaces."""


@frozen
class Styled:
    """A text as a terminal shows it."""

    text: str
    runs: tuple[Run, ...] = ()

    def pieces(self) -> list[list[str]]:
        """In order, each a text and its style: offsets would count otherwise in a browser."""
        found: list[list[str]] = []
        at = 0
        for start, end, style in self.runs:
            found += [[self.text[at:start], ""]] if start > at else []
            found.append([self.text[start:end], style])
            at = end
        return [*found, [self.text[at:], ""]] if at < len(self.text) else found


def styled(text: str) -> Styled:
    """The text as it was seen; as it stands, but for its line ends, where it has no control sequence."""
    text = text.replace("\r\n", "\n")
    if not _CONTROL.search(text):
        return Styled(text)
    plain = _QUIET.sub("", text)
    if not _CONTROL.search(_COLOUR.sub("", plain)):
        return _coloured(plain)
    try:
        return _drawn(text)
    except Exception:  # of a sequence that pyte has no place for
        return Styled(_COLOUR.sub("", plain))


def _coloured(text: str) -> Styled:
    """Of a text whose only sequences are colours."""
    screen = _screen()
    parts: list[str] = []
    runs: list[Run] = []
    length = at = 0
    style = ""
    for found in [*_COLOUR.finditer(text), None]:
        part = text[at : found.start() if found else len(text)]
        if part:
            parts.append(part)
            if style:
                runs.append((length, length + len(part), style))
            length += len(part)
        if found:
            at = found.end()
            screen.select_graphic_rendition(*_codes(found[1]))
            style = _style(screen.cursor.attrs)
    return Styled("".join(parts), tuple(runs))


def _codes(text: str) -> list[int]:
    return [min(int(code or 0), 999) for code in text[:_LONGEST_CODE].split(";")]


class _Screen(pyte.HistoryScreen):
    """Keeps what is cleared."""

    def erase_in_display(self, how: int = 0, *args: Any, **kwargs: Any) -> None:
        if how in {2, 3}:
            last = max((y for y in range(self.lines) if self.buffer[y]), default=-1)
            for y in range(last + 1):
                self.history.top.append(copy(self.buffer[y]))
        super().erase_in_display(how, *args, **kwargs)


def _screen(history: int = 10) -> _Screen:
    return _Screen(COLUMNS, LINES, history=history, ratio=0.5)


def _drawn(text: str) -> Styled:
    longest = text.count("\n") + text.count("\x1b") * LINES + len(text) // COLUMNS + LINES
    screen = _screen(longest)
    screen.set_mode(pyte.modes.LNM)
    pyte.Stream(screen).feed(text)
    rows = [*screen.history.top, *(screen.buffer[y] for y in range(screen.lines))]
    parts: list[str] = []
    runs: list[Run] = []
    length = 0
    for row in rows:
        width = max(row, default=-1) + 1
        line = ""
        for x in range(width):
            cell = row[x]
            style = _style(cell)
            if style and cell.data:
                start = length + len(line)
                if runs and runs[-1][1] == start and runs[-1][2] == style:
                    runs[-1] = (runs[-1][0], start + len(cell.data), style)
                else:
                    runs.append((start, start + len(cell.data), style))
            line += cell.data
        parts.append(line if runs and runs[-1][1] == length + len(line) else line.rstrip(" "))
        length += len(parts[-1]) + 1
    whole = "\n".join(parts)
    shown = whole.rstrip("\n") + ("\n" if text.endswith("\n") else "")
    return Styled(shown, tuple(run for run in runs if run[0] < len(shown)))


def _style(cell: Any) -> str:
    words = [word for name, word in _FLAGS if getattr(cell, name)]
    words += [f"{sort}-{name}" for sort, name in (("f", _colour(cell.fg)), ("g", _colour(cell.bg))) if name]
    return " ".join(words)


def _colour(name: str) -> str | None:
    known = _NAMED.get(name, name)
    return known if known in _NAMES or _HEX.fullmatch(known) else None
