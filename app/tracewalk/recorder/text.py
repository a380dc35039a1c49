"""A call's arguments as text, and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from hashlib import blake2b
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from tracewalk.errors import RecordError
from tracewalk.recorder.kinds import ATOMS, qualname, state_of, writes_own_repr

__all__ = ["arguments", "flat_call", "parsed"]

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_UNCLOSED = re.compile(r"'\)' does not match opening parenthesis '(.)'")
_ON_LINE = re.compile(r" on line \d+")
_MAX_CHARS = 1_000_000

_Part = Callable[[object], str]


def arguments(args: Sequence[object], kwargs: Mapping[str, object]) -> str:
    """The argument list as text, e.g. `[3, 1], key=None`; the same values give the same text in every process.

    Part of a trace's identity, hence complete: objects without a repr of their own show their attributes, at any
    depth, addresses are left out, sets are sorted. Beyond a million characters a digest stands for the rest.
    """
    parts = [_text(a) for a in args] + [f"{name}={_text(value)}" for name, value in kwargs.items()]
    text = ", ".join(parts)
    if len(text) <= _MAX_CHARS:
        return text
    digest = blake2b(text.encode("utf-8", "backslashreplace"), digest_size=16).hexdigest()
    return f"{text[:_MAX_CHARS]}... {len(text)} characters, blake2b {digest}"


def flat_call(
    func: Callable[..., object], args: Sequence[object], kwargs: Mapping[str, object]
) -> tuple[tuple[object, ...], dict[str, object]]:
    """All that the function beneath partials and bound methods gets: with what they hold before what is given."""
    given, named = tuple(args), dict(kwargs)
    while isinstance(func, partial):
        given, named = (*func.args, *given), {**func.keywords, **named}
        func = func.func
    if isinstance(func, MethodType):
        return (func.__self__, *given), named
    return given if isinstance(func, type | FunctionType) else (func, *given), named


def _text(value: object) -> str:
    try:
        return _form(value, ())
    except RecursionError:
        return f"<{qualname(type(value))} too deep>"


def _form(value: Any, above: tuple[int, ...]) -> str:
    """The canonical text; `above` are the ids of the values that this one is inside of."""
    kind = type(value)
    if kind in ATOMS:
        return _shown(value)
    if id(value) in above:
        return f"<{qualname(kind)} {len(above) - above.index(id(value))} levels up>"
    part = partial(_form, above=(*above, id(value)))
    if kind in _CONTAINERS:
        return _CONTAINERS[kind](value, part)
    if writes_own_repr(kind):
        return _shown(value)
    state = state_of(value, kind)
    if state is None:
        state = {name: getattr(value, name, None) for name in kind.__dataclass_fields__}
    return f"<{' '.join([qualname(kind), *(f'{name}={part(held)}' for name, held in state.items())])}>"


def _tuple(value: tuple[object, ...], part: _Part) -> str:
    return f"({part(value[0])},)" if len(value) == 1 else f"({', '.join(map(part, value))})"


def _members(value: set[object] | frozenset[object], part: _Part) -> str:
    return f"{{{', '.join(sorted(map(part, value)))}}}" if value else ""


_CONTAINERS: dict[type, Callable[[Any, _Part], str]] = {
    list: lambda value, part: f"[{', '.join(map(part, value))}]",
    tuple: _tuple,
    dict: lambda value, part: f"{{{', '.join(f'{part(k)}: {part(v)}' for k, v in value.items())}}}",
    set: lambda value, part: _members(value, part) or "set()",
    frozenset: lambda value, part: f"frozenset({_members(value, part)})",
}


def _shown(value: object) -> str:
    """What the value says of itself, without addresses; its type where it fails to."""
    if isinstance(value, type | FunctionType | BuiltinFunctionType):
        return f"<{type(value).__name__} {value.__module__}.{value.__qualname__}>"
    try:
        return _ADDRESS.sub("", repr(value))
    except Exception:  # whatever a repr raises
        return f"<{qualname(type(value))}>"


def parsed(text: str, namespace: dict[str, Any]) -> tuple[tuple[object, ...], dict[str, object]]:
    """The arguments that a text such as `[3, 1], key=None` means in a namespace.

    Raises `RecordError` where it is not an argument list or raises.
    """
    how = "is not a list of arguments, like `[3, 1], key=None`"
    try:
        code = compile(f"(lambda *args, **kwargs: (args, kwargs))(\n{text}\n)", "<input>", "eval")
        args, kwargs = eval(code, dict(namespace))  # noqa: S307
    except SyntaxError as fault:
        raise RecordError(f"the input {text!r} {how}: {_plain(fault.msg)}") from None
    except Exception as fault:
        raise RecordError(f"the input {text!r} {how}: {fault!r}") from fault
    return args, kwargs


def _plain(message: str) -> str:
    """What is wrong with an argument list by itself, without the call that was put around it."""
    if unclosed := _UNCLOSED.search(message):
        return f"'{unclosed[1]}' was never closed"
    return _ON_LINE.sub("", message)
