"""What the payloads of one run have said of its sites, frames and words so far."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from tracewalk.frozen import frozen
from tracewalk.sandbox.frames import Forged
from tracewalk.sandbox.payload import Payload

__all__ = ["Known"]

_NONE = np.zeros(0, np.int32)
_SITES = ("site_event", "site_line", "site_function", "site_file")
_FRAMES = ("made", "callers", "depths", "threads")
_WORDS = ("functions", "files", "names_new", "types_new")


@frozen
class Known:
    """Tables that only grow: columns of sites and of frames, lists of words. What stands in them is not looked at."""

    sites: tuple[Any, ...] = (_NONE,) * len(_SITES)
    """Event, line, function, file."""
    frames: tuple[Any, ...] = (_NONE,) * len(_FRAMES)
    """Number, caller (-1: none), depth, thread; sorted by number."""
    words: tuple[tuple[str, ...], ...] = ((),) * len(_WORDS)
    """Functions, files (ids of programs), names, types."""

    def after(self, payload: Payload, programs: set[str]) -> Self:
        """The tables with what a payload adds. Raises `Forged` for a program that is not one of those."""
        words = tuple((*old, *payload.words(name)) for old, name in zip(self.words, _WORDS, strict=True))
        if not programs.issuperset(words[1]):
            raise Forged("steps of a program that was not given")
        sites = _grown(self.sites, [payload.numbers[name] for name in _SITES])
        frames = _grown(self.frames, [payload.numbers[name] for name in _FRAMES])
        made = frames[0].tolist()
        if made != sorted(made):  # threads take turns
            order = np.argsort(frames[0], kind="stable")
            frames = tuple(column[order] for column in frames)
        return type(self)(sites, frames, words)


def _grown(old: tuple[Any, ...], new: list[Any]) -> tuple[Any, ...]:
    n = len(new[0])
    if any(len(column) != n for column in new):
        raise Forged("columns of different lengths")
    if not n:
        return old
    return tuple(map(np.concatenate, zip(old, new, strict=True))) if len(old[0]) else tuple(new)
