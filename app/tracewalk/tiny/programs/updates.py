"""Statements that change a variable."""

from __future__ import annotations

from tracewalk.tiny.programs.expressions import Expressions
from tracewalk.tiny.programs.literals import LETTERS, word

__all__ = ["update"]


def update(scope: Expressions, kind: str, name: str) -> str:
    """A statement that changes the variable, which is of that kind."""
    if kind == "bool":
        return f"{name} = {scope.condition()}"
    make = {"int": _number, "str": _text, "list": _items, "dict": _table}[kind]
    return scope.rng.choice(make(scope, name))


def _number(scope: Expressions, n: str) -> list[str]:
    add = f"{n} += {scope.int_atom()}"
    others = [
        f"{n} += 1",
        f"{n} -= {scope.int_atom()}",
        f"{n} *= {scope.rng.randint(2, 3)}",
        f"{n} //= 2",
        f"{n} = {scope.int_expression()}",
    ]
    return [add] * 3 + others


def _text(scope: Expressions, s: str) -> list[str]:
    return [
        f"{s} += {scope.atom('str')}",
        f"{s} = {scope.pick('str')} + {s}",
        f"{s} += {word(scope.rng, 1, 2)!r}",
        f"{s} = {scope.str_expression()}",
    ]


def _items(scope: Expressions, xs: str) -> list[str]:
    append = f"{xs}.append({scope.int_atom()})"
    others = [
        f"{xs}.append({scope.int_expression()})",
        f"{xs}.pop()",
        f"{xs}.insert(0, {scope.int_atom()})",
        f"{xs}.sort()",
        f"{xs}.reverse()",
        f"{xs}[0] = {scope.int_atom()}",
        f"{xs}[-1] += {scope.rng.randint(1, 5)}",
        f"{xs} = {scope.list_expression()}",
        f"{xs}.pop(0)",
        f"{xs}.remove({xs}[0])",
        f"{xs}.extend([{scope.int_atom()}, {scope.rng.randint(0, 9)}])",
    ]
    return [append] * 5 + others


def _table(scope: Expressions, d: str) -> list[str]:
    rng = scope.rng
    key = scope.pick("str") or repr(rng.choice(LETTERS))
    return [
        f"{d}[{key}] = {scope.int_atom()}",
        f"{d}[{key}] = {d}.get({key}, 0) + 1",
        f"{d}[{rng.choice(LETTERS)!r}] = {scope.int_atom()}",
        f"{d}.update({{{rng.choice(LETTERS)!r}: {rng.randint(0, 9)}}})",
    ]
