"""The functions, lambdas, comprehensions and classes of a source, as the frames of a trace name them."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import get_args

from tracewalk.cwm.context import source_lines
from tracewalk.cwm.tokens import without_marker

__all__ = ["MAX_SOURCE", "Scope", "read_scopes"]

MAX_SOURCE = 4_000_000
"""Characters of a source beyond which it is not analysed."""

_COMPREHENSIONS = {
    ast.ListComp: "<listcomp>",
    ast.SetComp: "<setcomp>",
    ast.DictComp: "<dictcomp>",
    ast.GeneratorExp: "<genexpr>",
}
_Scoped = (
    ast.FunctionDef
    | ast.AsyncFunctionDef
    | ast.Lambda
    | ast.ClassDef
    | ast.ListComp
    | ast.SetComp
    | ast.DictComp
    | ast.GeneratorExp
)
_SCOPED = get_args(_Scoped)
_PAUSING = (ast.Yield, ast.YieldFrom, ast.Await, ast.AsyncFor, ast.AsyncWith)
_Node = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef | ast.Module | ast.expr


@dataclass(slots=True, eq=False)
class Scope:
    """One code object of a source."""

    qualname: str
    """As `co_qualname`."""
    kind: str
    """module, class, function, lambda or comprehension."""
    first: int
    """As `co_firstlineno`: of the first decorator, where there is one."""
    last: int
    node: _Node
    parent: Scope | None
    params: frozenset[str] = frozenset()
    pauses: bool = False
    """A generator or coroutine: it can be left and resumed."""
    lines: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Line numbers by text, the START_OF_TRACE comment aside: those that can run in it."""

    @property
    def place(self) -> int:
        """The line of `def` or `class` itself, below the decorators."""
        return getattr(self.node, "lineno", 1)


@lru_cache(maxsize=256)
def read_scopes(text: str) -> tuple[Scope, ...]:
    """All scopes of a source in order of appearance, the module's first; none where it does not parse."""
    lines = source_lines(text)
    tree = _parsed("".join(lines))
    if tree is None:
        return ()
    reader = _Reader(len(lines))
    try:
        reader.module(tree)
    except RecursionError:
        return ()
    _number_lines(reader.scopes, [without_marker(line).rstrip() for line in lines])
    return tuple(reader.scopes)


def _parsed(text: str) -> ast.Module | None:
    if len(text) > MAX_SOURCE:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None


class _Reader:
    """One walk over the tree, in order of the source; only scopes recurse."""

    def __init__(self, n_lines: int) -> None:
        self.scopes: list[Scope] = []
        self._n_lines = n_lines

    def module(self, node: ast.Module) -> None:
        """The whole file."""
        self._enter(node, "<module>", "module", None, node.body)

    def _walk(self, nodes: Sequence[ast.AST], above: Scope) -> None:
        todo = [*reversed(nodes)]
        while todo:
            node = todo.pop()
            if isinstance(node, _PAUSING):
                above.pauses = True
            if isinstance(node, _SCOPED):
                self._scope(node, above)
            else:
                todo += reversed(_children(node))

    def _scope(self, node: _Scoped, above: Scope) -> None:
        if isinstance(node, ast.Lambda):
            self._walk(_defaults(node.args), above)
            self._enter(node, "<lambda>", "lambda", above, [node.body])
        elif isinstance(node, ast.ClassDef):
            self._walk([*node.decorator_list, *node.bases, *node.keywords], above)
            self._enter(node, node.name, "class", above, node.body)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            returns = [node.returns] if node.returns else []
            self._walk([*node.decorator_list, *_defaults(node.args), *returns], above)
            self._enter(node, node.name, "function", above, node.body)
        else:
            self._comprehension(node, above)

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp, above: Scope) -> None:
        first, *rest = node.generators
        self._walk([first.iter], above)  # evaluated outside
        inner: list[ast.AST] = [first.target, *first.ifs, *rest]
        inner += [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        self._enter(node, _COMPREHENSIONS[type(node)], "comprehension", above, inner)

    def _enter(self, node: _Node, name: str, kind: str, above: Scope | None, inside: Sequence[ast.AST]) -> None:
        last = getattr(node, "end_lineno", None) or self._n_lines
        scope = Scope(_qualname(above, name), kind, _first(node), last, node, above)
        scope.params = frozenset([".0"]) if kind == "comprehension" else frozenset(_params(node))
        scope.pauses = isinstance(node, ast.AsyncFunctionDef | ast.GeneratorExp)
        self.scopes.append(scope)
        self._walk(inside, scope)


def _children(node: ast.AST) -> list[ast.AST]:
    found: list[ast.AST] = []
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, list):
            found += [each for each in value if isinstance(each, ast.AST)]
        elif isinstance(value, ast.AST) and name != "ctx":
            found.append(value)
    return found


def _first(node: _Node) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([getattr(node, "lineno", 1), *(d.lineno for d in decorators)])


def _qualname(above: Scope | None, name: str) -> str:
    if above is None or above.kind == "module":
        return name
    return f"{above.qualname}.<locals>.{name}" if above.kind in ("function", "lambda") else f"{above.qualname}.{name}"


def _defaults(args: ast.arguments) -> list[ast.expr]:
    return [d for d in (*args.defaults, *args.kw_defaults) if d is not None]


def _params(node: _Node) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        a = node.args
        yield from (arg.arg for arg in (*a.posonlyargs, *a.args, *a.kwonlyargs))
        yield from (arg.arg for arg in (a.vararg, a.kwarg) if arg)


def _number_lines(scopes: Sequence[Scope], texts: Sequence[str]) -> None:
    """Give each scope its lines: its range without the bodies of the functions and classes within."""
    hidden: dict[int, list[tuple[int, int]]] = {}
    for scope in scopes:
        if scope.parent is not None and scope.kind in ("function", "class"):
            body = scope.node.body  # type: ignore[union-attr]
            first = body[0].lineno if isinstance(body, list) and body else scope.last
            hidden.setdefault(id(scope.parent), []).append((max(first, scope.place + 1), scope.last))
    for scope in scopes:
        numbers: dict[str, list[int]] = {}
        skip: set[int] = set()
        for start, stop in hidden.get(id(scope), ()):
            skip.update(range(start, stop + 1))
        for number in range(scope.first, min(scope.last, len(texts)) + 1):
            if number not in skip and texts[number - 1]:
                numbers.setdefault(texts[number - 1], []).append(number)
        scope.lines = {text: tuple(found) for text, found in numbers.items()}
