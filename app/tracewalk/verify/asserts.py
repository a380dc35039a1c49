"""Assertions -> tests: `assert f(1, [2]) == 3` is the call of f with `1, [2]`, which should give `3`.

Where one call of the entry stands in another kind of expression, that becomes a condition on what it returns, which is
`_` there: `assert set(f(x)) == {1, 2}` is `f(x)` with the condition `set(_) == {1, 2}`. An assertion with several calls
of it, or none, is run as it is: `bool(...)`, which should give True.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Sequence

from tracewalk.verify.problem import Test
from tracewalk.verify.texts import expression, is_arguments, is_literal, parsed, segment

__all__ = ["HOLE", "asserted", "called_in", "checked_by", "is_condition"]

HOLE = "_"
"""What the call returns, in a condition on it."""

_CHECK = "check"
"""The function that HumanEval's tests are in; its argument is the entry."""


def asserted(text: str, entry: str, *, alias: str | None = None) -> list[Test] | None:
    """The tests that a text of nothing but assertions is; None where it holds anything else.

    `alias` is another name under which the entry is called.
    """
    tree = parsed(text)
    return None if tree is None else _tests(text, tree.body, entry, {entry, alias or entry})


def checked_by(text: str, entry: str) -> list[Test]:
    """The tests of HumanEval's `def check(candidate): ...`; one that calls `check` where there are no plain assertions.

    What else stands in the text goes with each of them.
    """
    tree = parsed(text)
    whole = Test(entry, "None", entry=_CHECK, code=text)
    if tree is None:
        return [Test(entry, "None", entry=_CHECK, code=text, fault="its tests are no Python that can be read")]
    check = next((node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == _CHECK), None)
    if check is None or len(check.args.args) != 1:
        return [whole]
    found = _tests(text, check.body, entry, {entry, check.args.args[0].arg})
    if not found:
        return [whole]
    code = "\n".join(ast.unparse(node) for node in tree.body if node is not check and not _says_nothing(node))
    return [Test(test.input, test.expected, entry=test.entry, code=code) for test in found]


def is_condition(expected: str) -> bool:
    """Whether what is expected of a call is a condition on what it returns."""
    node = expression(expected)
    return node is not None and any(isinstance(part, ast.Name) and part.id == HOLE for part in ast.walk(node))


def called_in(texts: Sequence[str], among: frozenset[str]) -> str | None:
    """The name among those given that assertions call most; None where they call none of them."""
    calls: Counter[str] = Counter()
    for text in texts:
        tree = parsed(text)
        for node in ast.walk(tree) if tree is not None else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in among:
                calls[node.func.id] += 1
    return calls.most_common(1)[0][0] if calls else None


def _says_nothing(node: ast.stmt) -> bool:
    """A docstring, a `pass`, an assertion of a constant, or a value that is only named in capitals (METADATA)."""
    if isinstance(node, ast.Expr | ast.Assert):
        return isinstance(node.value if isinstance(node, ast.Expr) else node.test, ast.Constant)
    if isinstance(node, ast.Assign):
        return all(isinstance(target, ast.Name) and target.id == "METADATA" for target in node.targets)
    return isinstance(node, ast.Pass)


def _tests(text: str, body: Sequence[ast.stmt], entry: str, names: set[str]) -> list[Test] | None:
    found = []
    for node in body:
        if _says_nothing(node):
            continue
        if not isinstance(node, ast.Assert):
            return None
        found.append(_test(text, node.test, entry, names))
    return found


def _test(text: str, node: ast.expr, entry: str, names: set[str]) -> Test:
    call = _only_call(node, names)
    inner = None if call is None else _arguments(text, call)
    if call is None or inner is None:
        return Test(_renamed(text, node, entry, names), "True", entry="bool")
    return Test(inner, _value(text, node, call) or _condition(node, call))


def _only_call(node: ast.expr, names: set[str]) -> ast.Call | None:
    """The one place where the entry is named, if that is a call, and runs once; None also where `_` is taken."""
    parts = list(ast.walk(node))
    named = [part for part in parts if isinstance(part, ast.Name) and part.id in names | {HOLE}]
    scopes = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda)
    if len(named) != 1 or any(isinstance(part, scopes) and named[0] in ast.walk(part) for part in parts):
        return None
    return next((part for part in parts if isinstance(part, ast.Call) and part.func is named[0]), None)


def _arguments(text: str, call: ast.Call) -> str | None:
    inner = segment(text, call).removeprefix(segment(text, call.func)).strip()
    return inner[1:-1].strip() if inner.startswith("(") and is_arguments(inner[1:-1]) else None


def _value(text: str, node: ast.expr, call: ast.Call) -> str | None:
    """The literal that the call should give, where the assertion says that."""
    if not isinstance(node, ast.Compare) or len(node.ops) != 1:
        return None
    left, right = node.left, node.comparators[0]
    other = right if left is call else left if right is call else None
    if other is None:
        return None
    value = segment(text, other)
    exact = isinstance(node.ops[0], ast.Eq) or (isinstance(node.ops[0], ast.Is) and value == "None")
    return value if exact and is_literal(value) else None


class _Hole(ast.NodeTransformer):
    def __init__(self, call: ast.Call) -> None:
        self._call = call

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """The call becomes `_`."""
        return ast.Name(HOLE, ast.Load()) if node is self._call else self.generic_visit(node)


def _condition(node: ast.expr, call: ast.Call) -> str:
    return f"bool({HOLE})" if node is call else ast.unparse(_Hole(call).visit(node))


def _renamed(text: str, node: ast.expr, entry: str, names: set[str]) -> str:
    """The expression with the entry's own name in the place of its alias."""
    if names == {entry}:
        return segment(text, node)
    tree = ast.parse(f"({segment(text, node)})", mode="eval")
    for part in ast.walk(tree):
        if isinstance(part, ast.Name) and part.id in names:
            part.id = entry
    return ast.unparse(tree)
