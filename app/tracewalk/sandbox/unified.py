"""Unified diffs of texts that a stranger wrote: always in time, always such that `patch` takes them."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

__all__ = ["unified"]

_CONTEXT = 3
_MOST = 300
"""Lines of a changed stretch that are matched with each other; a longer one is shown as replaced, which is linear."""

_Row = tuple[str, str]
"""` `, `-` or `+`, and the line."""


def unified(old: str, new: str, path: str, *, match: bool = True) -> str:
    """The diff of two texts, empty where they are equal; without `match` all between equal ends is replaced."""
    one, other = _lines(old), _lines(new)
    most = min(len(one), len(other))
    start = next((i for i in range(most) if one[i] != other[i]), most)
    end = next((i for i in range(most - start) if one[-1 - i] != other[-1 - i]), most - start)
    left, right = one[start : len(one) - end], other[start : len(other) - end]
    if not left and not right:
        return ""
    above, below = one[max(0, start - _CONTEXT) : start], one[len(one) - end :][:_CONTEXT]
    rows = [(" ", line) for line in above]
    rows += _matched(left, right) if match and max(len(left), len(right)) <= _MOST else _replaced(left, right)
    rows += [(" ", line) for line in below]
    hunks = [_hunk(at, some) for at, some in _cut(rows, start - len(above))]
    return "".join([f"--- a/{path}\n+++ b/{path}\n", *hunks])


def _lines(text: str) -> list[str]:
    """Each with its line feed, which the last one may lack."""
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _replaced(left: list[str], right: list[str]) -> list[_Row]:
    return [*(("-", line) for line in left), *(("+", line) for line in right)]


def _matched(left: list[str], right: list[str]) -> list[_Row]:
    rows: list[_Row] = []
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        rows += [(" ", line) for line in left[a:b]] if tag == "equal" else _replaced(left[a:b], right[c:d])
    return rows


def _cut(rows: list[_Row], at: int) -> Iterator[tuple[tuple[int, int], list[_Row]]]:
    """Hunks: no more than three equal lines around what changed; with the lines of both texts that come before."""
    changed = [i for i, (mark, _line) in enumerate(rows) if mark != " "]
    first = last = changed[0]
    for i in [*changed[1:], None]:
        if i is not None and i - last <= 2 * _CONTEXT + 1:
            last = i
            continue
        start = max(0, first - _CONTEXT)
        before = [sum(mark != other for mark, _line in rows[:start]) for other in "+-"]
        yield (at + before[0], at + before[1]), rows[start : last + 1 + _CONTEXT]
        if i is not None:
            first = last = i


def _hunk(at: tuple[int, int], rows: list[_Row]) -> str:
    n_old, n_new = (sum(mark != other for mark, _line in rows) for other in "+-")
    head = f"@@ -{at[0] + bool(n_old)},{n_old} +{at[1] + bool(n_new)},{n_new} @@\n"
    return head + "".join(map(_shown, rows))


def _shown(row: _Row) -> str:
    mark, line = row
    return f"{mark}{line}" if line.endswith("\n") else f"{mark}{line}\n\\ No newline at end of file\n"
