"""Twins with other constants: numbers and texts of lines that ran, each by another one of its type."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from random import Random

from tracewalk.model import LineEdit
from tracewalk.verify.twin_source import Spot, edited, parsed
from tracewalk.verify.twin_values import another

__all__ = ["other_constants"]

_SHARE = 2
"""About one constant of so many is changed, and one at least."""


def other_constants(path: str, text: str, ran: Collection[int], rng: Random) -> tuple[LineEdit, ...] | None:
    """The lines with other constants; None where no constant of these lines can be another."""
    tree = parsed(text)
    if tree is None:
        return None
    found = [node for node in _constants(tree) if node.lineno in ran]
    if not found:
        return None
    chosen = [node for node in found if rng.randrange(_SHARE) == 0] or [rng.choice(found)]
    spots = [spot for node in chosen if (spot := _spot(node, text, rng)) is not None]
    return edited(path, text, spots) or None


def _constants(tree: ast.Module) -> Iterator[ast.Constant]:
    """Those that may be another: no docstrings, parts of f-strings, annotations, or what keeps a loop going."""
    left = {id(node) for node in _left_alone(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in left and _may_change(node):
            yield node


def _may_change(node: ast.Constant) -> bool:
    value = node.value
    return node.lineno == node.end_lineno and (
        type(value) in (int, float, bool) or (type(value) is str and _is_plain(value))
    )


def _left_alone(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        whole: list[ast.AST | None] = []
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            whole = [node.value]
        elif isinstance(node, ast.JoinedStr | ast.Import | ast.ImportFrom):
            whole = [node]
        elif isinstance(node, ast.While):
            whole = [node.test] if isinstance(node.test, ast.Constant) else []
        elif isinstance(node, ast.arg | ast.AnnAssign):
            whole = [node.annotation]
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            whole = [node.returns]
        elif isinstance(node, ast.Compare) and isinstance(node.left, ast.Name) and node.left.id == "__name__":
            whole = [node]
        for each in whole:
            if each is not None:
                yield from ast.walk(each)


def _is_plain(text: str) -> bool:
    """A text whose letters mean nothing to a formatter, a parser or an encoding."""
    return text != "" and "%" not in text and "{" not in text and "\\" not in text and text.isprintable()


def _spot(node: ast.Constant, text: str, rng: Random) -> Spot | None:
    old = ast.get_source_segment(text, node) or ""
    value = another(node.value, rng)
    if value is None or node.end_col_offset is None or (isinstance(node.value, str) and old[:1] not in "'\""):
        return None
    return Spot(node.lineno, node.col_offset, node.end_col_offset, old, repr(value))
