"""Hunks of a diff out of lines that are replaced in a file of which not all may be known."""

from __future__ import annotations

from collections.abc import Sequence

from tracewalk.agents.lines import Block, changed_blocks
from tracewalk.agents.unified import Hunk

__all__ = ["Splice", "finest", "hunks_of", "with_last_line"]

_CONTEXT = 3
"""Lines around a change that a hunk shows."""

Splice = tuple[int, int, list[str]]
"""Lines from, to (not included), and those that come in their place."""


def finest(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """The stretches of lines in which two texts differ."""
    return changed_blocks(old, new) if old and new else [(0, len(old), 0, len(new))] if old or new else []


def with_last_line(pieces: list[Splice], lines: Sequence[str | None], was: bool, will: bool) -> list[Splice]:
    """The pieces, with a last line replaced by itself where it stays, but the line feed after it comes or goes."""
    last = lines[-1] if lines else None
    if not (was or will) or last is None:
        return pieces
    begin, end, new = pieces[-1] if pieces else (0, 0, [])
    if end < len(lines):
        return pieces if was == will else [*pieces, (len(lines) - 1, len(lines), [last])]
    if was and begin == len(lines):  # lines come after one that was not ended
        return [*pieces[:-1], (begin - 1, end, [last, *new])]
    kept = lines[begin - 1] if will and begin and not new else None
    return pieces if kept is None else [*pieces[:-1], (begin - 1, end, [kept])]


def hunks_of(pieces: Sequence[Splice], old: Sequence[str | None], was: bool, will: bool, whole: bool) -> list[Hunk]:
    """Hunks from pieces in order; those that are near each other share one, where the lines between are known."""
    groups: list[list[Splice]] = []
    for piece in pieces:
        between = old[groups[-1][-1][1] : piece[0]] if groups else [None]
        if len(between) > 2 * _CONTEXT or None in between:
            groups.append([])
        groups[-1].append(piece)
    return [_hunk(group, old, was, will, whole) for group in groups]


def _hunk(group: Sequence[Splice], old: Sequence[str | None], was: bool, will: bool, whole: bool) -> Hunk:
    """One hunk; `was` and `will`: the file's last line is not ended before and after it."""
    start = group[0][0]
    while start and group[0][0] - start < _CONTEXT and old[start - 1] is not None:
        start -= 1
    lines: list[tuple[str, str]] = []
    at = start
    for begin, end, new in group:
        lines += [(" ", line) for line in old[at:begin] if line is not None]
        lines += [("-", line) for line in old[begin:end] if line is not None]
        lines += [("+", line) for line in new]
        at = end
    stop = at
    while stop - at < _CONTEXT and stop < len(old) and old[stop] is not None:
        stop += 1
    lines += [(" ", line) for line in old[at:stop] if line is not None]
    last = whole and stop == len(old)
    return Hunk(start, tuple(lines), was and last, will and last)
