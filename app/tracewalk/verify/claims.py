"""What a literal cannot tell: expressions that hold of what a call returns, or do not; evaluated in the sandbox."""

from __future__ import annotations

import ast

from tracewalk.diff import output_equal
from tracewalk.frozen import frozen
from tracewalk.recorder.rows import Row
from tracewalk.verify.asserts import HOLE
from tracewalk.verify.texts import expression, is_literal

__all__ = ["Claim", "claim_of_run", "claim_of_saying", "equal"]


@frozen
class Claim:
    """An expression, and the code behind which it is evaluated."""

    code: str
    text: str

    def row(self, task_id: str) -> Row:
        """As what can be run: it returns True or False."""
        return Row(0, task_id, self.code, self.text, "True", "bool")


def equal(expected: str, value: str) -> bool | None:
    """Whether a value is the literal expected, by Python's `==`; None where that cannot be told without running."""
    if not is_literal(expected):
        return None
    if is_literal(value):
        return output_equal(expected, value)
    return None if value.strip() != expected.strip() else True


def claim_of_run(row: Row, expected: str) -> Claim:
    """That the call of a row gives what is expected, a literal or a condition."""
    call = f"{row.entry}({row.input})"
    if is_literal(expected):
        return Claim(row.code, f"{call} == ({expected})")
    return Claim(row.code, _filled(expected, call))


def claim_of_saying(row: Row, expected: str, said: str) -> Claim | None:
    """That a value which a model said is what is expected; None where it is no literal, and could be anything."""
    if not is_literal(said) or is_literal(expected):
        return None
    return Claim(row.code, _filled(expected, said))


class _Filled(ast.NodeTransformer):
    def __init__(self, value: ast.expr) -> None:
        self._value = value

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """`_` becomes the value."""
        return self._value if node.id == HOLE else node


def _filled(condition: str, value: str) -> str:
    """A condition with a value in the place of `_`."""
    node, inner = expression(condition.strip()), expression(value.strip())
    if node is None or inner is None:  # no condition that can be read holds
        return "False"
    return ast.unparse(_Filled(inner).visit(node))
