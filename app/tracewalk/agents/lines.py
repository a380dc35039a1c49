"""Texts as lines, and which lines differ between two of them: the fewest, and in time that stays near linear."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import LCSseq

from tracewalk.agents.compacted import compacted

__all__ = ["Block", "changed_blocks", "differing", "joined", "split"]

Block = tuple[int, int, int, int]
"""Lines of the old text from, to; lines of the new one from, to; counted from 0, the last not included."""

_CELLS = 4_000_000
"""Old times new lines that are compared exactly; beyond, lines that occur once in both part the texts first."""


def split(text: str) -> tuple[list[str], bool]:
    """The lines of a text, and whether the last one is ended; only a line feed ends a line."""
    lines = text.split("\n")
    if lines[-1]:
        return lines, False
    return lines[:-1], True


def joined(lines: Sequence[str], ended: bool) -> str:
    """The text of some lines; the inverse of `split`."""
    return "\n".join(lines) + "\n" if lines and ended else "\n".join(lines)


def changed_blocks(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """Where two texts differ, in order; of equal answers the one that `git diff` gives."""
    gone, come = bytearray(len(old) + 1), bytearray(len(new) + 1)
    for a, b, c, d in differing(old, new):
        gone[a:b], come[c:d] = b"\1" * (b - a), b"\1" * (d - c)
    compacted(old, new, gone, come)
    return list(_marked(gone, come))


def differing(old: Sequence[str], new: Sequence[str]) -> Iterator[Block]:
    """Where two sequences differ, in order; blocks may follow each other directly."""
    head = 0
    shorter = min(len(old), len(new))
    while head < shorter and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shorter - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    yield from _blocks(old, new, (head, len(old) - tail, head, len(new) - tail))


def _marked(gone: bytearray, come: bytearray) -> Iterator[Block]:
    """The blocks of lines that are marked."""
    a = c = 0
    while (b := gone.find(1, a)) >= 0 or come.find(1, c) >= 0:
        d = come.find(1, c)
        skip = min(x for x in (b - a if b >= 0 else -1, d - c if d >= 0 else -1) if x >= 0)
        a, c = a + skip, c + skip
        b, d = gone.find(0, a), come.find(0, c)
        yield a, b, c, d
        a, c = b, d


def _blocks(old: Sequence[str], new: Sequence[str], within: Block) -> Iterator[Block]:
    a, b, c, d = within
    if a == b or c == d:
        if a != b or c != d:
            yield within
    elif (b - a) * (d - c) <= _CELLS:
        for part in LCSseq.opcodes(old[a:b], new[c:d]):
            if part.tag != "equal":
                yield a + part.src_start, a + part.src_end, c + part.dest_start, c + part.dest_end
    else:
        yield from _between_anchors(old, new, within)


def _between_anchors(old: Sequence[str], new: Sequence[str], within: Block) -> Iterator[Block]:
    """Parts long texts at lines that occur once in both, in order; what is still too long counts as replaced."""
    a, b, c, d = within
    for i, j in [*_anchors(old, new, within), (b, d)]:
        if (i - a) * (j - c) <= _CELLS:
            yield from _blocks(old, new, (a, i, c, j))
        else:
            yield a, i, c, j
        a, c = i + 1, j + 1


def _anchors(old: Sequence[str], new: Sequence[str], within: Block) -> list[tuple[int, int]]:
    a, b, c, d = within
    once: dict[str, int] = {}
    for at in range(a, b):
        once[old[at]] = -1 if old[at] in once else at
    places: dict[str, int] = {}
    for at in range(c, d):
        places[new[at]] = -1 if new[at] in places else at
    pairs = [(once[line], at) for line, at in places.items() if at >= 0 and once.get(line, -1) >= 0]
    pairs.sort()
    return _rising(pairs)


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs whose second numbers rise too; by patience sorting."""
    tops: list[int] = []
    ends: list[int] = []
    before = [-1] * len(pairs)
    for at, (_, place) in enumerate(pairs):
        pile = bisect_left(tops, place)
        before[at] = ends[pile - 1] if pile else -1
        tops[pile : pile + 1] = [place]
        ends[pile : pile + 1] = [at]
    found = []
    at = ends[-1] if ends else -1
    while at >= 0:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]
