"""Numbers that stand for objects in place of their addresses."""

from __future__ import annotations

import weakref
from collections import deque
from itertools import count

from tracewalk.recorder.kinds import qualname

__all__ = ["Numbers"]

KEPT = 10_000
"""Objects that allow no weak reference and are kept alive, so that their numbers stay theirs."""


class Numbers:
    """Numbers the objects of each class from 1, in order of appearance, without keeping them alive where it can."""

    def __init__(self) -> None:
        self._of: dict[int, tuple[int, object]] = {}
        self._next: dict[str, count[int]] = {}
        self._kept: deque[int] = deque()

    def of(self, value: object) -> int:
        """The object's number."""
        key = id(value)
        found = self._of.get(key)
        if found is not None:
            return found[0]
        name = qualname(type(value))
        number = next(self._next.setdefault(name, count(1)))  # in one step each: threads share the numbers
        try:
            number, _ = self._of.setdefault(key, (number, weakref.ref(value, lambda _: self._of.pop(key, None))))
        except TypeError:
            number, _ = self._of.setdefault(key, (number, value))
            self._kept.append(key)
            if len(self._kept) > KEPT:
                self._of.pop(self._kept.popleft(), None)
        return number
