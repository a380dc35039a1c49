"""Another value of the same type and about the same size: what constants and inputs of twins become."""

from __future__ import annotations

import string
from collections.abc import Callable
from random import Random
from typing import Any

__all__ = ["another", "mutated"]

_CLASSES = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
_TRIES = 8


def another(value: object, rng: Random) -> Any:
    """A number, truth value or text of the same type that is another one; None where there is none."""
    make = _MAKERS.get(type(value))
    if make is None:
        return None
    tried = (make(value, rng) for _ in range(_TRIES))
    return next((found for found in tried if found != value), None)


def mutated(value: object, rng: Random) -> Any:
    """The same shape of value with something in it changed: an item, the order, or how many there are; or None."""
    if isinstance(value, list | tuple) and value:
        return _sequence(value, rng)
    if isinstance(value, set | frozenset) and value:
        items = sorted(value, key=repr)
        at = rng.randrange(len(items))
        new = mutated(items[at], rng)
        return None if new is None else type(value)([*items[:at], new, *items[at + 1 :]])
    if isinstance(value, dict) and value:
        keys = list(value)
        rng.shuffle(keys)
        for key in keys:
            if (new := mutated(value[key], rng)) is not None:
                return {each: new if each == key else old for each, old in value.items()}
        return None
    return another(value, rng)


def _sequence(value: list[Any] | tuple[Any, ...], rng: Random) -> Any:
    items = list(value)
    at = rng.randrange(len(items))
    way = rng.choice(("item", "item", "order", "fewer", "more"))
    if way == "order" and len(items) > 1:
        rng.shuffle(items)
    elif way == "fewer" and len(items) > 1 and isinstance(value, list):
        del items[at]
    elif way == "more" and isinstance(value, list):
        items.insert(rng.randrange(len(items) + 1), _or_same(items[at], rng))
    else:
        items[at] = _or_same(items[at], rng)
    made = type(value)(items)
    return made if made != value else None


def _or_same(value: object, rng: Random) -> Any:
    new = mutated(value, rng)
    return value if new is None else new


def _int(value: int, rng: Random) -> int:
    """Near it; its sign stays, so that a size stays one."""
    far = max(3, abs(value) // 4)
    new = value + rng.choice((-1, 1)) * rng.randint(1, far)
    return abs(new) if value >= 0 else -abs(new)


def _float(value: float, rng: Random) -> float:
    new = round(value + rng.choice((-1, 1)) * rng.choice((0.25, 0.5, 1.5)), 6)
    return abs(new) if value >= 0 else -abs(new)


def _text(value: str, rng: Random) -> str:
    """Some letters and digits become others of their kind; the length and all else stay."""
    places = [i for i, char in enumerate(value) if any(char in kind for kind in _CLASSES)]
    if not places:
        return value
    chars = list(value)
    for at in rng.sample(places, max(1, len(places) // 3)):
        kind = next(kind for kind in _CLASSES if chars[at] in kind)
        chars[at] = rng.choice(kind)
    return "".join(chars)


_MAKERS: dict[type, Callable[[Any, Random], Any]] = {
    bool: lambda value, _: not value,
    int: _int,
    float: _float,
    str: _text,
    bytes: lambda value, rng: _text(value.decode("latin-1"), rng).encode("latin-1"),
}
