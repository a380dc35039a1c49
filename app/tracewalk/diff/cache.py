"""Remembers what was worked out of texts, within bounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

__all__ = ["Cache"]

MAX_ENTRIES = 20_000
MAX_CHARS = 4_000_000
"""Characters of all keys together: what is remembered is about a hundred times larger."""

Key = TypeVar("Key", bound=tuple[Any, ...])
Value = TypeVar("Value")


class Cache(Generic[Key, Value]):
    """By tuples of texts; forgets everything when it is full, which is cheaper than to know what is old."""

    def __init__(self) -> None:
        self._held: dict[Key, Value] = {}
        self._chars = 0

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """What is known for the key, else what `make` gives."""
        found = self._held.get(key)
        if found is None:
            found = make()
            self._chars += sum(len(part) for part in key if isinstance(part, str))
            if self._chars > MAX_CHARS or len(self._held) >= MAX_ENTRIES:
                self._held = {}  # a new one: another thread may be reading the old
                self._chars = 0
            self._held[key] = found
        return found
