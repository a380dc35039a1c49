"""Lists of numbers and short strings as text, again and again while a few of their items change."""

from __future__ import annotations

from operator import is_
from typing import Any

from tracewalk.recorder.kinds import SCALARS

__all__ = ["FlatTexts", "all_short"]

MAX_LISTS = 64
MAX_CHANGED = 4
SHORT = 40
_STR = frozenset({str})


class FlatTexts:
    """Remembers the texts of items: an item that is still the same object has the same text, as it never changes."""

    def __init__(self) -> None:
        self._lists: dict[int, tuple[list[object], list[str]]] = {}

    def text(self, key: int, items: list[object]) -> str | None:
        """The text of a list with these items; None where they are not all numbers, or all short strings.

        Raises what `repr` of an int beyond the limit of digits raises.
        """
        known = self._lists.get(key)
        if known is not None and len(known[0]) == len(items):
            same = list(map(is_, known[0], items))
            if len(items) - sum(same) <= MAX_CHANGED and self._update(known, same, items):
                return f"[{', '.join(known[1])}]"
        if not all_short(items):
            return None
        if len(self._lists) >= MAX_LISTS:
            self._lists.clear()
        self._lists[key] = (items.copy(), list(map(repr, items)))
        return f"[{', '.join(self._lists[key][1])}]"

    def _update(self, known: tuple[list[object], list[str]], same: list[bool], items: list[object]) -> bool:
        old, parts = known
        kind = type(old[0])
        at = -1
        for _ in range(len(items) - sum(same)):
            at = same.index(False, at + 1)
            new = items[at]
            if type(new) is not kind or (kind is str and len(new) > SHORT):  # type: ignore[arg-type]
                return False
            parts[at] = repr(new)  # first: where it raises, the item is not known
            old[at] = new
        return True


def all_short(values: Any) -> bool:
    """All are numbers, or all are short strings: their repr runs no code, and is short or raises."""
    try:
        kinds = set(map(type, values))
        return kinds <= SCALARS or (kinds == _STR and max(map(len, values)) <= SHORT)
    except Exception:  # whatever a metaclass's __hash__ raises
        return False
