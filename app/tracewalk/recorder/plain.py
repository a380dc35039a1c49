"""The `cwm` repr style: plain `repr` without addresses, uncut; what cannot be had so is bounded and counts as cut."""

from __future__ import annotations

import sys
from types import MethodType
from typing import Any

from tracewalk.recorder.bounded import ADDRESS, Bounded
from tracewalk.recorder.guard import Guard, SlowRepr
from tracewalk.recorder.kinds import ATOM_IDS, ATOMS, CONTAINER_IDS, FIXED, kind_of, kinds_in

__all__ = ["Plain"]

FALLBACK_ITEMS = 100
FALLBACK_CHARS = 4_000
MAX_SURVEYED = 1_000
"""Containers and objects looked through for what a value's text depends on."""
PASSIVE = ATOM_IDS | frozenset(map(id, FIXED))


class Plain:
    """Renders a value with `repr`; `text(value)`, then `cut`, `size`, `reached`, `volatile` as in `Bounded`."""

    def __init__(self, guard: Guard) -> None:
        self.guard = guard
        self.cut = False
        self.size = 0
        self.reached: set[int] | None = None
        self.volatile = False
        self._fallback: Bounded | None = None
        self._slow: dict[int, type] = {}

    def text(self, value: object) -> str:
        """The value's repr, of any length."""
        self.cut = False
        self.size = 0
        kind = type(value)
        if id(kind) in ATOM_IDS:
            self.reached = set()
            self.volatile = False
        else:
            self._survey(value)
            if id(kind) in self._slow:
                return self._bounded(value)
        return self._guarded(value, kind)

    def another(self) -> Plain:
        """One for another thread, which knows the same kinds to be slow."""
        made = Plain(self.guard)
        made._slow = self._slow
        return made

    def _guarded(self, value: object, kind: type) -> str:
        if kind is int and _too_long(value):
            return self._bounded(value)
        try:
            with self.guard:
                text = repr(value)
                if type(text) is not str:
                    text = str.__str__(text)
        except SlowRepr:
            self._slow[id(kind)] = kind
            return self._bounded(value)
        except KeyboardInterrupt:
            raise
        except BaseException:
            return self._bounded(value)
        return ADDRESS.sub("", text) if " at 0x" in text else text

    def _bounded(self, value: object) -> str:
        if self._fallback is None:
            self._fallback = Bounded(self.guard, items=FALLBACK_ITEMS, chars=FALLBACK_CHARS, numbered=False)
        text = self._fallback.text(value)
        self.cut = True
        self.size = -1
        return text

    # ------------------------------------------------------------------ what the text depends on

    def _survey(self, value: object) -> None:
        """Sets `reached` and `volatile`; a value too large to look through is looked at again on every step."""
        self.reached = set()
        self.volatile = False
        todo: list[Any] = [value]
        while todo and self.reached is not None:
            one = todo.pop()
            kind = type(one)
            if id(kind) in PASSIVE or id(one) in self.reached:
                continue
            self.reached.add(id(one))
            if len(self.reached) > MAX_SURVEYED:
                self.reached, self.volatile = None, True
            elif id(kind) in CONTAINER_IDS:
                todo += _held(one, kind)
            elif kind is MethodType:
                todo.append(one.__self__)
            elif not issubclass(kind, type):
                known = kind_of(kind)
                if known.own_repr or known.fields is not None:  # user code, or C code: it may look at anything
                    self.reached = None
                    self.volatile = known.volatile or bool(todo)


def _held(value: Any, kind: type) -> list[Any]:
    if kind is bytearray:
        return []
    held = [*value.keys(), *value.values()] if kind is dict else list(value)
    return [] if kinds_in(held) <= ATOMS else held


def _too_long(value: Any) -> bool:
    digits = sys.get_int_max_str_digits() or sys.int_info.default_max_str_digits
    return bool(value.bit_length() > digits * 4)
