"""What the recorder knows of a value from its type alone, without running any of the program's code."""

from __future__ import annotations

import types
from collections import deque
from collections.abc import Iterable
from dataclasses import Field
from typing import Any, Final

from tracewalk.frozen import frozen

__all__ = [
    "ATOMS",
    "ATOM_IDS",
    "CONTAINERS",
    "CONTAINER_IDS",
    "FIXED",
    "SCALARS",
    "Kind",
    "field_values",
    "instance_dict",
    "is_volatile",
    "kind_of",
    "kinds_in",
    "lookup",
    "qualname",
    "state_of",
    "writes_own_repr",
]

SCALARS: Final = frozenset({int, float, bool, type(None)})
ATOMS: Final = SCALARS | {complex, str, bytes, type(...), type(NotImplemented), range}
"""Types whose values never change."""
ATOM_IDS: Final = frozenset(map(id, ATOMS))
"""To be asked of a type that is not known: hashing the type itself may run its metaclass."""
CONTAINERS: Final = frozenset({list, dict, set, frozenset, tuple, bytearray, deque})
"""Types whose changes the static analysis understands, exactly these: a subclass may do anything."""
CONTAINER_IDS: Final = frozenset(map(id, CONTAINERS))

FIXED: Final = frozenset(
    {types.BuiltinFunctionType, types.ModuleType, types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType}
)
"""Types whose values' text never changes."""

_IMMUTABLE: Final = frozenset(
    {
        "datetime.date",
        "datetime.datetime",
        "datetime.time",
        "datetime.timedelta",
        "datetime.timezone",
        "decimal.Decimal",
        "re.Match",
        "re.Pattern",
    }
)
_KNOWN: Final = frozenset(map(id, {*ATOMS, *CONTAINERS, *FIXED, types.FunctionType, types.MethodType, slice}))
_MAX_CACHED = 10_000
_HEAP_TYPE = 1 << 9

_get_qualname = type.__dict__["__qualname__"].__get__
_get_module = type.__dict__["__module__"].__get__
_get_mro = type.__dict__["__mro__"].__get__
_get_dict = type.__dict__["__dict__"].__get__
_get_flags = type.__dict__["__flags__"].__get__


@frozen
class Kind:
    """One type, classified once."""

    type: type
    volatile: bool
    """A value may change, and its text with it, without any sign that the recorder sees."""
    own_repr: bool
    name: str
    """Qualified, as it was when first seen."""
    fields: tuple[str, ...] | None
    """Those that the repr which `@dataclass` wrote would show; None for other types."""
    slots: tuple[str, ...]
    plain_setattr: bool
    """Setting an attribute changes the object itself, and runs nothing."""


_kinds: dict[int, Kind] = {}


def qualname(kind: type) -> str:
    """The type's qualified name, also where its metaclass lies or raises."""
    name = _get_qualname(kind)
    return name if type(name) is str else str.__str__(name)


def lookup(kind: type, name: str) -> object:
    """An attribute of a type as the type's own slots see it: no metaclass, no descriptor runs. None where absent."""
    for base in _get_mro(kind):
        held = _get_dict(base)
        if name in held:
            return held[name]
    return None


def kinds_in(values: Iterable[object]) -> set[type]:
    """The types of some values; one that is nobody's friend where a metaclass makes its types unhashable."""
    try:
        return set(map(type, values))
    except Exception:
        return {Kind}


def kind_of(kind: type) -> Kind:
    """The classification of a type."""
    found = _kinds.get(id(kind))
    if found is None or found.type is not kind:
        if len(_kinds) > _MAX_CACHED:
            _kinds.clear()
        found = _kinds[id(kind)] = _classify(kind)
    return found


def is_volatile(kind: type) -> bool:
    """Values of this type must be looked at on every step."""
    return kind_of(kind).volatile


def writes_own_repr(kind: type) -> bool:
    """The repr is neither `object`'s nor one that `@dataclass` wrote."""
    return kind_of(kind).own_repr


def state_of(value: object, kind: type) -> dict[str, object] | None:
    """The attributes that show an object without a repr of its own; None for dataclasses, whose fields do."""
    known = kind_of(kind)
    if known.fields is not None:
        return None
    state = instance_dict(value)
    if state or not known.slots:
        return state
    held = ((name, _read_slot(kind, name, value)) for name in known.slots)
    return {name: found[0] for name, found in held if found}


def instance_dict(value: object) -> dict[str, object]:
    """A copy of the object's attributes, without those that have no proper name."""
    try:
        state = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return {}
    if type(state) is not dict:
        return {}
    state = state.copy()
    for key in state:
        if type(key) is not str:
            return {k: v for k, v in state.items() if type(k) is str}
    return state


def _read_slot(kind: type, name: str, value: object) -> tuple[object, ...]:
    member = lookup(kind, name)
    try:
        return (member.__get__(value),) if type(member) is types.MemberDescriptorType else ()
    except AttributeError:
        return ()


def _classify(kind: type) -> Kind:
    own = lookup(kind, "__repr__")
    python = type(own) is types.FunctionType
    fields = _fields(kind, own)
    quiet = own is object.__repr__ or own is BaseException.__repr__ or python
    known = f"{_get_module(kind)}.{qualname(kind)}" in _IMMUTABLE
    return Kind(
        type=kind,
        volatile=not (quiet or known or id(kind) in _KNOWN),
        own_repr=own is not object.__repr__ and fields is None,
        name=qualname(kind),
        fields=fields,
        slots=_slots(kind),
        plain_setattr=lookup(kind, "__setattr__") is object.__setattr__,
    )


def _fields(kind: type, own: Any) -> tuple[str, ...] | None:
    wrapped = getattr(own, "__wrapped__", None) if type(own) is types.FunctionType else None
    written = getattr(getattr(wrapped, "__code__", None), "co_filename", None)
    fields = _get_dict(kind).get("__dataclass_fields__")
    if type(fields) is not dict or written not in {"<string>", "<generated>"}:
        return None
    return tuple(name for name, field in fields.items() if type(field) is Field and field.repr)


def _slots(kind: type) -> tuple[str, ...]:
    names: list[str] = []
    for base in _get_mro(kind):
        slots = _get_dict(base).get("__slots__", ()) if _get_flags(base) & _HEAP_TYPE else ()
        given = (slots,) if type(slots) is str else tuple(slots) if type(slots) in {tuple, list} else ()
        names += [s for s in given if type(s) is str and s not in {"__dict__", "__weakref__"}]
    return tuple(names)


_MISSING: Final = object()


def field_values(value: object, fields: tuple[str, ...]) -> dict[str, object]:
    """The fields of a dataclass's object; reading them runs no user code."""
    held = instance_dict(value)
    if tuple(held) == fields:
        return held
    return {name: held[name] if name in held else _class_or_slot(value, name) for name in fields}


def _class_or_slot(value: object, name: str) -> object:
    """A dataclass field kept in a slot or on the class; reading it runs no user code."""
    for kind in _get_mro(type(value)):
        held = _get_dict(kind).get(name, _MISSING)
        if type(held) is types.MemberDescriptorType:
            try:
                return held.__get__(value)
            except AttributeError:
                return None
        if held is not _MISSING:
            return held
    return None
