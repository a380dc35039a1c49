"""The `bounded` repr style: items and characters capped, objects numbered and expanded, sets sorted.

No user code runs for values of built-in types, plain objects and dataclasses; a user-written `__repr__` runs guarded.
"""

from __future__ import annotations

import re
import types
from collections import deque
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from tracewalk.recorder.flat import FlatTexts, all_short
from tracewalk.recorder.guard import Guard, SlowRepr
from tracewalk.recorder.kinds import (
    ATOM_IDS,
    SCALARS,
    field_values,
    instance_dict,
    kind_of,
    kinds_in,
    qualname,
    state_of,
)
from tracewalk.recorder.numbers import Numbers
from tracewalk.recorder.shorten import quoted, whole_size

__all__ = ["ADDRESS", "Bounded"]

ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
MAX_BITS = 4096
REMEMBERED = 16
"""Items of a list from which on the texts of single items are remembered."""
SMALL = 1 << 29
MAX_DEPTH = 6
MAX_EXPANDED = 2
"""Depth below which objects without a repr of their own show their attributes."""


class Bounded:
    """Renders a value: `text(value)`; then `cut`, `size`, `reached`, `volatile` tell about it.

    `size`: the length of the whole repr where the text is cut, -1 where it is not known; 0: the text is whole.
    `reached`: ids of the objects whose change can change the text, None where that is not known.
    `volatile`: the value may change without the recorder noticing.
    """

    def __init__(self, guard: Guard, *, items: int, chars: int, numbered: bool = True) -> None:
        self.guard = guard
        self.items = items
        self.chars = chars
        self.inner_chars = max(chars // 4, 20)
        self.numbered = numbered
        self.cut = False
        self.size = 0
        self.reached: set[int] | None = set()
        self.volatile = False
        self._slow: dict[int, type] = {}
        self._open: set[int] = set()
        self._numbers = Numbers()
        self._flat = FlatTexts()
        forms: dict[type, Callable[[Any, int], str]] = {
            int: self._int,
            str: lambda value, _: self._string(value, self.inner_chars),
            bytes: self._bytes,
            bytearray: self._bytes,
            list: self._list,
            tuple: self._tuple,
            dict: self._dict,
            set: self._set,
            frozenset: self._frozenset,
            deque: self._deque,
            slice: self._slice,
            types.FunctionType: self._function,
            types.BuiltinFunctionType: lambda value, _: f"<built-in function {value.__name__}>",
            types.ModuleType: self._module,
            types.MethodType: self._method,
            types.GeneratorType: self._generator,
            types.CoroutineType: self._generator,
            types.AsyncGeneratorType: self._generator,
        }
        # by id: hashing a type may run its metaclass
        self._forms: dict[int, Callable[[Any, int], str]] = dict.fromkeys(ATOM_IDS, self._plain)
        self._forms |= {id(kind): form for kind, form in forms.items()}

    def another(self) -> Bounded:
        """One for another thread, which numbers the same objects, and knows the same kinds to be slow."""
        made = Bounded(self.guard, items=self.items, chars=self.chars, numbered=self.numbered)
        made._numbers, made._slow = self._numbers, self._slow
        return made

    def text(self, value: object) -> str:
        """The value as text of at most about `chars` characters."""
        self.cut = False
        self.size = 0
        self.reached = set()
        self.volatile = False
        try:
            form = self._forms.get(id(type(value)))
            if form is None:
                text = self._object(value, 0)
            else:
                text = self._string(value, self.chars) if type(value) is str else form(value, 0)
        except RecursionError:
            self._open.clear()
            self.cut = True
            text = f"<{qualname(type(value))} repr too deep>"
        if self.cut:
            self.size = whole_size(value)
        if len(text) > self.chars and type(value) is not str:
            text = self._shortened(text)
        return text

    def _shortened(self, text: str) -> str:
        """The first `chars` characters; the rest is counted only where `text` is whole."""
        if self.cut:
            return f"{text[: self.chars]}..."
        self.cut, self.size = True, len(text)
        return f"{text[: self.chars]}...+{len(text) - self.chars}"

    def _item(self, value: object, depth: int) -> str:
        kind = type(value)
        if kind is int and -SMALL < value < SMALL:  # type: ignore[operator]
            return repr(value)
        form = self._forms.get(id(kind))
        return self._object(value, depth) if form is None else form(value, depth)

    # ------------------------------------------------------------------ scalars

    def _plain(self, value: object, _depth: int) -> str:
        return repr(value)

    def _int(self, value: int, _depth: int) -> str:
        bits = value.bit_length()
        if bits <= MAX_BITS:
            return repr(value)
        self.cut = True
        return f"<int {'-' if value < 0 else ''}{hex(abs(value) >> (bits - 64))}... {bits} bits>"

    def _string(self, value: str, most: int) -> str:
        text, cut = quoted(value, most)
        self.cut = self.cut or cut
        return ADDRESS.sub("", text) if " at 0x" in text else text

    def _bytes(self, value: bytes | bytearray, _depth: int) -> str:
        if type(value) is bytearray:
            self._reach(value)
        if len(value) <= self.inner_chars:
            return repr(value)
        self.cut = True
        return f"{value[: self.inner_chars]!r}...+{len(value) - self.inner_chars}"

    # ------------------------------------------------------------------ containers

    def _reach(self, value: object) -> None:
        if self.reached is not None:
            self.reached.add(id(value))

    def _parts(self, values: Iterable[object], size: int, depth: int) -> list[str]:
        parts = [self._item(v, depth + 1) for v in islice(values, self.items)]
        if size > self.items:
            self.cut = True
            parts.append(f"...+{size - self.items}")
        return parts

    def _fast(self, value: list[object] | tuple[object, ...]) -> str | None:
        """At the speed of C where the items shown are all numbers, or all short strings."""
        if self.reached is not None:
            self.reached.add(id(value))
        size = len(value)
        head = value if size <= self.items else value[: self.items]
        try:
            if type(head) is list and len(head) >= REMEMBERED:
                text = self._flat.text(id(value), head)
            else:
                text = repr(head) if all_short(head) else None
        except ValueError:  # an int beyond the limit of digits
            return None
        if text is None:
            return None
        if len(text) > self.chars or " at 0x" in text:
            return None
        if size == len(head):
            return text
        self.cut = True
        return f"{text[:-1]}, ...+{size - self.items}{text[-1]}"

    def _list(self, value: list[object], depth: int) -> str:
        text = self._fast(value)
        if text is not None:
            return text
        if depth >= MAX_DEPTH or id(value) in self._open:
            return self._deeper(value, depth, "[...]")
        self._open.add(id(value))
        parts = self._parts(value.copy(), len(value), depth)
        self._open.discard(id(value))
        return f"[{', '.join(parts)}]"

    def _tuple(self, value: tuple[object, ...], depth: int) -> str:
        text = self._fast(value)
        if text is not None:
            return text
        if depth >= MAX_DEPTH or id(value) in self._open:
            return self._deeper(value, depth, "(...)")
        self._open.add(id(value))
        parts = self._parts(value, len(value), depth)
        self._open.discard(id(value))
        return f"({parts[0]},)" if len(value) == 1 else f"({', '.join(parts)})"

    def _deeper(self, value: object, depth: int, text: str) -> str:
        if depth >= MAX_DEPTH and id(value) not in self._open:
            self.cut = True
        return text

    def _dict(self, value: dict[object, object], depth: int) -> str:
        self._reach(value)
        if depth >= MAX_DEPTH or id(value) in self._open:
            return self._deeper(value, depth, "{...}")
        if len(value) <= self.items and all_short(value) and all_short(value.values()):
            text = self._whole(value)
            if text is not None:
                return text
        pairs = list(islice(value.copy().items(), self.items))
        self._open.add(id(value))
        parts = [f"{self._item(k, depth + 1)}: {self._item(v, depth + 1)}" for k, v in pairs]
        self._open.discard(id(value))
        if len(value) > self.items:
            self.cut = True
            parts.append(f"...+{len(value) - self.items}")
        return f"{{{', '.join(parts)}}}"

    def _whole(self, value: object) -> str | None:
        try:
            text = repr(value)
        except ValueError:
            return None
        return None if " at 0x" in text or len(text) > self.chars else text

    def _set(self, value: set[object], depth: int) -> str:
        self._reach(value)
        return self._members(value, depth) if value else "set()"

    def _frozenset(self, value: frozenset[object], depth: int) -> str:
        self._reach(value)
        return f"frozenset({self._members(value, depth)})" if value else "frozenset()"

    def _members(self, value: set[object] | frozenset[object], depth: int) -> str:
        if depth >= MAX_DEPTH:
            return self._deeper(value, depth, "{...}")
        if len(value) > self.items:  # sorting 100,000 members at each step would be most of the work
            return f"{{{', '.join(self._parts(value, len(value), depth))}}}"
        if kinds_in(value) <= SCALARS - {type(None)} and all(x == x for x in value):  # noqa: PLR0124  (NaN)
            members: Any = value
            return f"{{{', '.join(self._parts(sorted(members), len(value), depth))}}}"
        return f"{{{', '.join(sorted(self._parts(value.copy(), len(value), depth)))}}}"

    def _deque(self, value: deque[object], depth: int) -> str:
        self._reach(value)
        if depth >= MAX_DEPTH or id(value) in self._open:
            return self._deeper(value, depth, "deque([...])")
        self._open.add(id(value))
        parts = self._parts(value.copy(), len(value), depth)
        self._open.discard(id(value))
        end = "" if value.maxlen is None else f", maxlen={value.maxlen}"
        return f"deque([{', '.join(parts)}]{end})"

    def _slice(self, value: slice, depth: int) -> str:
        return f"slice({', '.join(self._item(x, depth + 1) for x in (value.start, value.stop, value.step))})"

    # ------------------------------------------------------------------ code and objects

    def _function(self, value: types.FunctionType, _depth: int) -> str:
        self._reach(value)
        return f"<function {value.__qualname__}>"

    def _module(self, value: types.ModuleType, _depth: int) -> str:
        name = object.__getattribute__(value, "__dict__").get("__name__")
        return f"<module {name!r}>" if type(name) is str else "<module>"

    def _method(self, value: types.MethodType, _depth: int) -> str:
        func: object = value.__func__
        name = func.__qualname__ if type(func) is types.FunctionType else "?"
        return f"<bound method {name} of {self._name(value.__self__)}>"

    def _generator(self, value: Any, _depth: int) -> str:
        return f"<{type(value).__name__} {value.__qualname__}{self._number(value)}>"

    def _name(self, value: object) -> str:
        if issubclass(type(value), type):
            return f"<class {qualname(value)!r}>"  # type: ignore[arg-type]
        return f"<{qualname(type(value))}{self._number(value)}>"

    def _number(self, value: object) -> str:
        return f" #{self._numbers.of(value)}" if self.numbered else ""

    def _object(self, value: Any, depth: int) -> str:
        kind = type(value)
        known = kind_of(kind)
        self._reach(value)
        if known.volatile:
            if issubclass(kind, type):
                return f"<class {qualname(value)!r}>"
            self.volatile = True
        if known.own_repr:
            return self._user(value, kind)
        if known.fields is not None:  # a dataclass with the repr that the decorator wrote
            if depth >= MAX_DEPTH or id(value) in self._open:
                return self._deeper(value, depth, "...")
            return f"{known.name}({self._attributes(value, field_values(value, known.fields), depth)})"
        name = f"{known.name} #{self._numbers.of(value)}" if self.numbered else known.name
        if depth >= MAX_EXPANDED or id(value) in self._open:
            return f"<{name}>"
        state = state_of(value, kind) if known.slots else instance_dict(value)
        return f"<{name} {self._attributes(value, state, depth)}>" if state else f"<{name}>"

    def _attributes(self, value: object, state: dict[str, object] | None, depth: int) -> str:
        if not state:
            return ""
        self._open.add(id(value))
        parts = []
        for name, held in state.items() if len(state) <= self.items else islice(state.items(), self.items):
            if type(held) is int and -SMALL < held < SMALL:
                parts.append(f"{name}={held}")
            else:
                parts.append(f"{name}={self._item(held, depth + 1)}")
        self._open.discard(id(value))
        if len(state) > self.items:
            self.cut = True
            parts.append(f"...+{len(state) - self.items}")
        return ", ".join(parts)

    def _user(self, value: object, kind: type) -> str:
        """The value has its own `__repr__`: run it muted and timed, whatever it raises."""
        self.reached = None
        if id(kind) in self._slow:
            self.cut = True
            return self._name(value)
        try:
            with self.guard:
                text = repr(value)
                if type(text) is not str:
                    text = str.__str__(text)
        except SlowRepr:
            self._slow[id(kind)] = kind
            return self._failed(value, "was too slow")
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            return self._failed(value, f"raised {qualname(type(error))}")
        return ADDRESS.sub("", text) if " at 0x" in text else text

    def _failed(self, value: object, why: str) -> str:
        self.cut = True
        return f"{self._name(value)[:-1]} repr {why}>"
