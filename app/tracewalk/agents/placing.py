"""Where in a file an edit belongs: the lines that it changes, or what it looks like where that is not known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from tracewalk.agents.edits import Edit
from tracewalk.agents.hunks import Splice
from tracewalk.agents.lines import split
from tracewalk.agents.sed_lines import sed_splices
from tracewalk.agents.shown import Stretch
from tracewalk.agents.tracked import MOST_LINES, Tracked
from tracewalk.agents.unified import Hunk

__all__ = ["Place", "fits", "highest", "place", "unplaced", "unplaced_method"]

Place = tuple[list[Splice], bool | None]
"""The lines that an edit changes, and whether the last line is ended then (None: as before)."""


def place(edit: Edit, tracked: Tracked, after: Sequence[Stretch]) -> Place | None:
    """The lines that an edit of a part of a file changes; None where they cannot be told."""
    reading = _READINGS.get(edit.what)
    return reading(edit, tracked, after) if reading else None


def _replacement(edit: Edit, tracked: Tracked, after: Sequence[Stretch]) -> Place | None:
    if edit.everywhere:
        if edit.old and (tracked.whole or edit.last):
            return tracked.replaced_everywhere(edit.old, edit.text, 1 if edit.last else -1), None
        return None
    found = tracked.replaced(edit.old, edit.text) or _by_what_is_shown(edit, tracked, after)
    return ([found[0]], found[1]) if found else None


def _script(edit: Edit, tracked: Tracked, _after: Sequence[Stretch]) -> Place | None:
    tracked.reach(highest(edit))
    splices = sed_splices(edit.script, tracked.lines(), whole=tracked.rest is None)
    return None if splices is None else (splices, None)


def _insertion(edit: Edit, tracked: Tracked, after: Sequence[Stretch]) -> Place | None:
    if edit.first < 0:
        return _appended(edit, tracked, after)
    lines, at = edit.text.split("\n"), edit.first
    if not lines[-1] and any(_shows(part, at + len(lines) - 1, lines[-1]) is False for part in after):
        lines = lines[:-1]
    return ([(at, at, lines)], None) if tracked.reach(at) else None


def _span(edit: Edit, tracked: Tracked, _after: Sequence[Stretch]) -> Place | None:
    lines = edit.text.split("\n") if edit.text else []
    last = max(edit.last, edit.first)
    last = last if tracked.reach(last) else min(last, len(tracked.now))
    return ([(edit.first - 1, last, lines)], None) if 1 <= edit.first <= last + 1 else None


def fits(text: str, hunk: Hunk) -> bool:
    """Whether the old lines of a hunk stand in a text where it says, or anywhere if it does not say."""
    lines, old = split(text)[0], hunk.old
    if hunk.start is not None:
        return lines[hunk.start : hunk.start + len(old)] == old
    return bool(Tracked(text).locate(old))


def highest(edit: Edit) -> int:
    """The highest number of a line that an edit names."""
    numbers = [
        n for c in edit.script for n in (getattr(c, "first", None), getattr(c, "last", None)) if isinstance(n, int)
    ]
    named = max(edit.first, edit.last) if edit.what in {"lines", "insert"} else 0
    return min(max([named, *numbers]), MOST_LINES)


def _shows(part: Stretch, at: int, line: str) -> bool | None:
    """Whether a stretch has a line at a place; None where it does not show the place."""
    inside = 0 <= at - part.start < len(part.lines)
    return part.lines[at - part.start] == line if inside else None


def _appended(edit: Edit, tracked: Tracked, _after: Sequence[Stretch]) -> Place | None:
    if tracked.rest is not None:
        return None
    lines, ended = split(edit.text)
    end = len(tracked.now)
    if edit.what == "insert":
        return [(end, end, lines)], True if tracked.ended is not False else ended
    if tracked.ended is False and end:
        last = tracked.line(end - 1)
        return None if last is None else ([(end - 1, end, [last + lines[0], *lines[1:]])], ended)
    return [(end, end, lines)], ended


def _by_what_is_shown(edit: Edit, tracked: Tracked, after: Sequence[Stretch]) -> tuple[Splice, bool | None] | None:
    """The lines that a replacement changed, from lines that are shown after it and have the new text once."""
    for part in after:
        text = "\n".join(part.lines) + "\n"
        at = text.find(edit.text) if edit.text.strip() else -1
        if at < 0 or text.find(edit.text, at + 1) >= 0:
            continue
        end = at + len(edit.text)
        stop = text.find("\n", end)
        if edit.old.endswith("\n") != edit.text.endswith("\n") and stop in {-1, len(text) - 1}:
            continue  # the line that it is joined to, or parted from, is not shown
        head = text[text.rfind("\n", 0, at) + 1 : at]
        tail = text[end : stop if stop >= 0 else len(text)]
        old, new = (head + edit.old + tail).split("\n"), (head + edit.text + tail).split("\n")
        start = part.start + text.count("\n", 0, at)
        if edit.text.endswith("\n") and stop < 0:
            old, new = old[:-1], new[:-1]
        if tracked.see(start, old):
            return (start, start + len(old), new), None
    return None


def _placed_hunks(edit: Edit, tracked: Tracked, _after: Sequence[Stretch]) -> Place | None:
    """The lines that hunks change; None where one of them has no place that is known."""
    found: list[Splice] = []
    for hunk in edit.hunks:
        old = hunk.old
        places = tracked.locate(old)
        at = places[0] if len(places) == 1 else None
        if at is None and hunk.start is not None and tracked.see(hunk.start, old):
            at = hunk.start
        if at is None:
            return None
        found += [(at + a, at + b, new) for a, b, new in hunk.parts()]
    found.sort(key=lambda splice: splice[:2])
    overlap = any(one[1] > other[0] for one, other in pairwise(found))
    return None if overlap else (found, None)


def unplaced(edit: Edit, loose: list[list[str]]) -> list[Hunk] | None:
    """What an edit of unknown place looks like, with the lines around it where they were seen; None: not even that.

    `loose`: stretches of the file's lines that were seen without their numbers; the edit changes them too.
    """
    for at in range(len(loose) - 1, -1, -1):
        stretch = Tracked("\n".join(loose[at]) + "\n")
        searches = edit.what in {"replace", "hunks"} or (edit.what == "sed" and not highest(edit))
        found = place(edit, stretch, ()) if searches else None
        if found and found[0] and (hunks := stretch.hunks(*found)):
            stretch.splice(*found)
            loose[at] = [line for line in stretch.lines() if line is not None]
            return [Hunk(None, hunk.lines) for hunk in hunks]
    if edit.what == "hunks":
        return [Hunk(None, hunk.lines) for hunk in edit.hunks]
    if edit.what == "append":
        return [Hunk(None, tuple(("+", line) for line in split(edit.text)[0]))]
    if edit.what == "replace":
        old, new = split(edit.old)[0], split(edit.text)[0]
        return [Hunk(None, (*(("-", line) for line in old), *(("+", line) for line in new)))]
    return None


def unplaced_method(edit: Edit) -> str:
    """Parts of lines may be shown as lines where the place is not known."""
    return edit.method if edit.what == "hunks" else "estimated"


_READINGS: dict[str, Callable[[Edit, Tracked, Sequence[Stretch]], Place | None]] = {
    "replace": _replacement,
    "sed": _script,
    "insert": _insertion,
    "append": _appended,
    "lines": _span,
    "hunks": _placed_hunks,
}
