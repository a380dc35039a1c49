"""Classes of values that nobody changes. Floor 0: this module imports nothing of the project."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar, dataclass_transform

__all__ = ["frozen", "names_of", "values_of"]

_T = TypeVar("_T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(of: type[_T]) -> type[_T]:
    """Makes a dataclass with slots and a hash, which mypy keeps from being changed.

    `dataclass(frozen=True)` looks after that whenever an object is made, which takes eight times as long: a twelfth of
    an import of logs, which makes dozens for each turn.
    """
    return dataclass(slots=True, unsafe_hash=True)(of)


def names_of(of: type) -> tuple[str, ...]:
    """The names of the fields of a class that `frozen` made, in order."""
    return of.__slots__  # type: ignore[attr-defined, no-any-return]  # mypy does not know that it has them


def values_of(given: object) -> dict[str, Any]:
    """The fields of a `frozen` object as they are; `asdict` copies each of them, and takes ten times as long."""
    return {name: getattr(given, name) for name in names_of(type(given))}
