"""Which of several equal diffs is shown: blocks of changed lines moved to where `git diff` would have them.

A block can be moved where the line it begins with is also the one after it. Git lets it merge with others on the way,
aligns it with a block of the other text, and else lets it begin where indents and blank lines make it most readable.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["compacted"]

_MOST_INDENT = 200
_MOST_BLANKS = 20
_MOST_MOVES = 100
_FARTHEST = 1_000
"""Lines by which a block is moved at most, up or down."""


class _Side:
    """One of the two texts, and the block of changed lines in it that is looked at."""

    def __init__(self, lines: Sequence[str], changed: bytearray) -> None:
        self.lines = lines
        self.changed = changed
        """A byte for each line, and one more for the end."""
        self.start = self.end = 0
        self._extend()

    def _extend(self) -> None:
        self.end = self.changed.find(0, self.end)

    def following(self) -> int:
        """How many lines stay between the block and the next one that is not empty; -1: there is none."""
        at = self.changed.find(1, self.end)
        return at - self.end if at >= 0 else -1

    def skip(self, count: int) -> None:
        """Goes to the block behind so many lines that stay; blocks may be empty."""
        while count:
            at = self.changed.find(1, self.end)
            stay = count if at < 0 else min(count, at - self.end)
            self.start = self.end = self.end + stay
            count -= stay
            if self.changed[self.end]:
                self._extend()

    def previous(self) -> bool:
        """Goes to the block before."""
        if not self.start:
            return False
        self.end = self.start = self.start - 1
        while self.start and self.changed[self.start - 1]:
            self.start -= 1
        return True

    def down(self) -> bool:
        """Moves the block down by one line, and takes in the one that it then touches."""
        if self.end >= len(self.lines) or self.lines[self.start] != self.lines[self.end]:
            return False
        self.changed[self.start], self.changed[self.end] = 0, 1
        self.start, self.end = self.start + 1, self.end + 1
        self._extend()
        return True

    def up(self) -> bool:
        """Moves the block up by one line, and takes in the one that it then touches."""
        if not self.start or self.lines[self.start - 1] != self.lines[self.end - 1]:
            return False
        self.start, self.end = self.start - 1, self.end - 1
        self.changed[self.start], self.changed[self.end] = 1, 0
        while self.start and self.changed[self.start - 1]:
            self.start -= 1
        return True


def compacted(old: Sequence[str], new: Sequence[str], gone: bytearray, come: bytearray) -> None:
    """Moves blocks of changed lines, in both texts; `gone` and `come` have a 1 for each, and a 0 more at the end."""
    _one_side(old, new, gone, come)
    _one_side(new, old, come, gone)


def _one_side(lines: Sequence[str], others: Sequence[str], changed: bytearray, other: bytearray) -> None:
    block, match = _Side(lines, changed), _Side(others, other)
    while True:
        if block.end > block.start:
            _settle(block, match)
        count = block.following()
        if count < 0:
            return
        block.skip(count)
        match.skip(count)


def _settle(block: _Side, match: _Side) -> None:
    """Moves one block to its best place; `match` stays the block of the other text at the same place."""
    while True:
        size = block.end - block.start
        moves = 0
        while moves < _FARTHEST and block.up():
            match.previous()
            moves += 1
        highest = block.end
        aligned = match.end > match.start
        while moves > -_FARTHEST and block.down():
            match.skip(1)
            moves -= 1
            aligned = aligned or match.end > match.start
        if block.end - block.start == size:
            break
    if block.end == highest:
        return
    if aligned:
        while match.end == match.start and block.up():
            match.previous()
        return
    best = _most_readable(block, highest)
    while block.end > best and block.up():
        match.previous()


def _most_readable(block: _Side, highest: int) -> int:
    """The end, of those that a block can be moved to, at which both its borders look best."""
    size = block.end - block.start
    first = max(highest, block.end - size - 1, block.end - _MOST_MOVES)
    best, best_score = block.end, None
    for end in range(first, block.end + 1):
        score = _border(block.lines, end) + _border(block.lines, end - size)
        indent = _indent_at(block.lines, end) + _indent_at(block.lines, end - size)
        if best_score is None or _compare(indent, score, *best_score) <= 0:
            best, best_score = end, (indent, score)
    return best


def _compare(indent: int, score: int, best_indent: int, best_score: int) -> int:
    return 60 * ((indent > best_indent) - (indent < best_indent)) + score - best_score


def _indent_at(lines: Sequence[str], at: int) -> int:
    """The indentation that a border before a line has: its own, or that of what follows blank lines."""
    own, _, _, after = _around(lines, at)
    return own if own >= 0 else after


def _border(lines: Sequence[str], at: int) -> int:
    """How bad it is to part a text before a line, by the constants that git found to please readers."""
    own, before, blanks_before, after = _around(lines, at)
    blanks_after = 0 if own >= 0 else 1 + _blanks(lines, at + 1, 1)
    indent = own if own >= 0 else after
    blanks = blanks_before + blanks_after
    score = (1 if before < 0 and not blanks_before else 0) + (21 if at >= len(lines) else 0)
    score += -30 * blanks + 6 * blanks_after
    if indent < 0 or before < 0 or indent == before:
        return score
    if indent > before:
        return score + (10 if blanks else -4)
    deeper = after >= 0 and after > indent
    return score + ((17 if blanks else 24) if deeper else (17 if blanks else 23))


def _around(lines: Sequence[str], at: int) -> tuple[int, int, int, int]:
    """Indents of a line, of the one before with something in it, how many blank ones between, and of the one after."""
    own = _indent(lines[at]) if at < len(lines) else -1
    blanks = _blanks(lines, at - 1, -1)
    before = at - 1 - blanks
    after = at + 1 + _blanks(lines, at + 1, 1)
    return (
        own,
        _indent(lines[before]) if before >= 0 else -1,
        blanks,
        _indent(lines[after]) if after < len(lines) else -1,
    )


def _blanks(lines: Sequence[str], at: int, step: int) -> int:
    """How many blank lines there are from a place on."""
    count = 0
    while 0 <= at < len(lines) and count < _MOST_BLANKS and _indent(lines[at]) < 0:
        at, count = at + step, count + 1
    return count


def _indent(line: str) -> int:
    """Columns before the text of a line; -1: it is blank."""
    width = 0
    for sign in line[:_MOST_INDENT]:
        if sign == " ":
            width += 1
        elif sign == "\t":
            width += 8 - width % 8
        elif sign not in "\r\v\f":
            return width
    return width if len(line) > _MOST_INDENT else -1
