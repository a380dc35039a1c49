"""Twins on other inputs: the recorded arguments as literals, of which one becomes another of its type."""

from __future__ import annotations

import ast
from random import Random

from tracewalk.verify.twin_values import mutated

__all__ = ["other_input"]

_TRIES = 8


def other_input(given: str, rng: Random) -> str | None:
    """Other arguments of the same types; None where there are none, or none is a literal."""
    try:
        call = ast.parse(f"f({given})", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if not isinstance(call, ast.Call):
        return None
    places: list[tuple[list[ast.expr] | ast.keyword, int]] = [(call.args, i) for i in range(len(call.args))]
    places += [(keyword, 0) for keyword in call.keywords]
    values = [_literal(part.value if isinstance(part, ast.keyword) else part[i]) for part, i in places]
    known = [i for i, value in enumerate(values) if value is not None]
    for _ in range(_TRIES if known else 0):
        at = rng.choice(known)
        new = mutated(values[at], rng)
        if new is None:
            continue
        node = ast.parse(repr(new), mode="eval").body
        part, i = places[at]
        if isinstance(part, ast.keyword):
            part.value = node
        else:
            part[i] = node
        return ", ".join(map(ast.unparse, [*call.args, *call.keywords]))
    return None


def _literal(node: ast.expr) -> object:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return None
