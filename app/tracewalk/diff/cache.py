"""Remembers what was worked out of texts, within bounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

__all__ = ["Cache"]

MAX_ENTRIES = 20_000
Key = TypeVar("Key", bound=tuple[Any, ...])
Value = TypeVar("Value")


class Cache(Generic[Key, Value]):
    """By tuples of texts, of so many characters together; forgets everything when it is full, as that is cheapest."""

    def __init__(self, max_chars: int) -> None:
        self._max_chars = max_chars
        self._held: dict[Key, Value] = {}
        self._chars = 0

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """What is known for the key, else what `make` gives."""
        found = self._held.get(key)
        if found is None:
            found = make()
            self._chars += sum(len(part) for part in key if isinstance(part, str))
            if self._chars > self._max_chars or len(self._held) >= MAX_ENTRIES:
                self._held = {}  # a new one: another thread may be reading the old
                self._chars = 0
            self._held[key] = found
        return found
