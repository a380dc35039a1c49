"""Counts the moments at which objects may have changed in place, and remembers which objects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import FrameType, FunctionType, GeneratorType, ModuleType
from typing import Any, Final

from tracewalk.recorder.effects import CallSite, Effect
from tracewalk.recorder.kinds import ATOMS, CONTAINERS, kind_of, lookup

__all__ = ["OPTIMIZED", "UNBOUND", "Clock"]

UNBOUND: Final = object()
OPTIMIZED: Final = 0x1
"""In `co_flags`: code of a function, whose names are known."""
_UNKNOWN: Final = object()
MAX_LOG = 20_000
_BUILT_IN = ATOMS | CONTAINERS
_SAMPLE: dict[str, int] = {}
_VIEWS = (_SAMPLE.keys(), _SAMPLE.values(), _SAMPLE.items())
_ITERABLES = ([0], (0,), {0}, "a", "\u0416", b"", bytearray(), range(0), range(1 << 70), *_VIEWS)
_QUIET_ITERABLES = _BUILT_IN | {GeneratorType, *map(type, _VIEWS), *(type(iter(each)) for each in _ITERABLES)}
"""Iterating over these runs no code, or code that the recorder sees."""
_PURE_MODULES = frozenset({"math", "cmath"})


class Clock:
    """`now` moves at every possible change; `base` was the last of "anything", `log` holds the ids changed since."""

    __slots__ = ("base", "log", "now", "recorded")

    def __init__(self, recorded: Callable[[str], bool]) -> None:
        self.now = 1
        self.base = 1
        self.log: list[int] = []
        self.recorded = recorded

    def anything(self) -> None:
        """Any object may have changed."""
        self.now = self.base = self.now + 1
        self.log.clear()

    def touched(self, value: object) -> None:
        """This object may have changed."""
        self.log.append(id(value))
        self.now += 1
        if len(self.log) > MAX_LOG:
            self.anything()

    def since(self, moment: int) -> list[int] | None:
        """Ids changed after a moment; None for "anything"."""
        return None if moment < self.base else self.log[moment - self.base :]

    def apply(self, effect: Effect, frame: FrameType) -> bool:
        """A line with this effect is about to run in a frame; True if it may change anything."""
        if effect.only_globals:
            space = frame.f_globals
            for site in effect.calls:
                if space.get(site.name) is not site.known:
                    break
            else:
                return False
        try:
            known = not effect.anything and self._named(effect, frame, frame.f_locals)
        except Exception:
            known = False
        if not known:
            self.anything()
        return not known

    def _named(self, effect: Effect, frame: FrameType, local: Mapping[str, Any]) -> bool:
        """Log what the line names; False where it may change more than that."""
        for site in effect.calls:
            callee = _get(site.name, frame, local)
            if callee is not site.known and not self._harmless(site, callee):
                return False
        for name in effect.pure:
            value = _get(name, frame, local)
            if type(value) not in _BUILT_IN and value is not UNBOUND:
                return False
        for name in effect.iterated:
            if not _iterates_quietly(name, frame, local):
                return False
        for name in effect.touch:
            value = _get(name, frame, local)
            kind = type(value)
            if kind in CONTAINERS or (name in effect.attributes and _plain_setattr(kind)):
                self.touched(value)
            elif kind not in ATOMS and value is not UNBOUND:
                return False
        return (not effect.items and not effect.fields) or self._augmented(effect, frame, local)

    def _augmented(self, effect: Effect, frame: FrameType, local: Mapping[str, Any]) -> bool:
        for name in effect.items:
            value = _get(name, frame, local)
            if not _only_atoms(value):
                return False
            self.touched(value)
        for name, attribute in effect.fields:
            value = _get(name, frame, local)
            state = _state(value)
            if state is None or not _plain_setattr(type(value)) or type(state.get(attribute)) not in ATOMS:
                return False
            self.touched(value)
        return True

    def _harmless(self, site: CallSite, callee: object) -> bool:
        """The callee is recorded Python code (its own lines tell), or a class whose `__init__` is."""
        if site.method is not None:
            return callee is not UNBOUND and self._harmless_method(site, site.method, callee)
        if self._runs_recorded(callee) or (type(callee) is type and self._makes_recorded(callee)):
            if getattr(callee, "__closure__", None) is None:  # keep no closure alive
                site.known = callee
            return True
        return False

    def _harmless_method(self, site: CallSite, method: str, owner: object) -> bool:
        kind = type(owner)
        if kind is ModuleType:
            return owner.__name__ in _PURE_MODULES  # type: ignore[attr-defined]
        state = _state(owner)
        if state is not None and method in state:
            return False
        function = lookup(kind, method)
        if kind is not site.kind or function is not site.function:
            plain = lookup(kind, "__getattribute__") is object.__getattribute__
            if not plain or not self._runs_recorded(function):
                return False
            site.kind, site.function = kind, function
        return True

    def _runs_recorded(self, callee: object) -> bool:
        if type(callee) is staticmethod or type(callee) is classmethod:
            callee = callee.__func__
        return type(callee) is FunctionType and self.recorded(callee.__code__.co_filename)

    def _makes_recorded(self, kind: type) -> bool:
        init = lookup(kind, "__init__")
        if lookup(kind, "__new__") is not object.__new__:
            return False
        written = type(init) is FunctionType and init.__code__.co_filename == "<string>"  # by @dataclass
        return init is object.__init__ or written or self._runs_recorded(init)


def _get(name: str, frame: FrameType, local: Mapping[str, Any]) -> Any:
    """What a name stands for; UNBOUND means that this frame's code cannot use it (it is evaluated in another frame)."""
    value = local.get(name, UNBOUND)
    if value is UNBOUND:
        value = frame.f_globals.get(name, UNBOUND)
    if value is UNBOUND:
        value = frame.f_builtins.get(name, UNBOUND)
    if value is UNBOUND and not frame.f_code.co_flags & OPTIMIZED:
        return _UNKNOWN  # a class body does not show the variables around it
    return value


def _iterates_quietly(name: str, frame: FrameType, local: Mapping[str, Any]) -> bool:
    value = _get(name, frame, local)
    if value is UNBOUND:  # a comprehension's frame has the iterator itself
        value = local.get(".0", ())
    return type(value) in _QUIET_ITERABLES


def _plain_setattr(kind: type) -> bool:
    return kind_of(kind).plain_setattr


def _state(value: object) -> dict[str, object] | None:
    try:
        state = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return None
    return state if type(state) is dict else None


def _only_atoms(value: Any) -> bool:
    kind = type(value)
    if kind not in CONTAINERS:
        return False
    if kind is dict:
        return len(value) <= 200 and set(map(type, value.values())) <= ATOMS
    return kind is bytearray or (len(value) <= 200 and set(map(type, value)) <= ATOMS)
