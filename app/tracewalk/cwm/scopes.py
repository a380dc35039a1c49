"""The functions, lambdas, comprehensions and classes of a source, as the frames of a trace name them."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

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
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
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


def read_scopes(text: str) -> list[Scope]:
    """All scopes of a source in order of appearance, the module's first; none where it does not parse."""
    lines = source_lines(text)
    tree = _parsed("".join(lines))
    if tree is None:
        return []
    reader = _Reader(len(lines))
    try:
        reader.visit(tree)
    except RecursionError:
        return []
    _number_lines(reader.scopes, [without_marker(line).rstrip() for line in lines])
    return reader.scopes


def _parsed(text: str) -> ast.Module | None:
    if len(text) > MAX_SOURCE:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None


class _Reader(ast.NodeVisitor):
    def __init__(self, n_lines: int) -> None:
        self.scopes: list[Scope] = []
        self._above: Scope | None = None
        self._n_lines = n_lines

    def visit_Module(self, node: ast.Module) -> None:
        self._enter(node, "<module>", "module", node.body)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._all([*node.decorator_list, *node.bases, *node.keywords])
        self._enter(node, node.name, "class", node.body)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._function(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._all(_defaults(node.args))
        self._enter(node, "<lambda>", "lambda", [node.body])

    def visit_ListComp(self, node: ast.ListComp) -> None:
        self._comprehension(node)

    def visit_SetComp(self, node: ast.SetComp) -> None:
        self._comprehension(node)

    def visit_DictComp(self, node: ast.DictComp) -> None:
        self._comprehension(node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> None:
        self._comprehension(node)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        returns = [node.returns] if node.returns else []
        self._all([*node.decorator_list, *_defaults(node.args), *returns])
        self._enter(node, node.name, "function", node.body)

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> None:
        first, *rest = node.generators
        self.visit(first.iter)  # evaluated outside
        inner: list[ast.AST] = [first.target, *first.ifs, *rest]
        inner += [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        self._enter(node, _COMPREHENSIONS[type(node)], "comprehension", inner)

    def _enter(self, node: _Node, name: str, kind: str, inside: Sequence[ast.AST]) -> None:
        above = self._above
        scope = Scope(_qualname(above, name), kind, _first(node), self._last(node), node, above)
        scope.params = frozenset([".0"]) if kind == "comprehension" else frozenset(_params(node))
        scope.pauses = isinstance(node, ast.AsyncFunctionDef | ast.GeneratorExp) or _yields(inside)
        self.scopes.append(scope)
        self._above = scope
        self._all(inside)
        self._above = above

    def _last(self, node: _Node) -> int:
        return getattr(node, "end_lineno", None) or self._n_lines

    def _all(self, nodes: Sequence[ast.AST]) -> None:
        for node in nodes:
            self.visit(node)


def _first(node: _Node) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([getattr(node, "lineno", 1), *(d.lineno for d in decorators)])


def _qualname(above: Scope | None, name: str) -> str:
    if above is None or above.kind == "module":
        return name
    return f"{above.qualname}.{name}" if above.kind == "class" else f"{above.qualname}.<locals>.{name}"


def _defaults(args: ast.arguments) -> list[ast.expr]:
    return [d for d in (*args.defaults, *args.kw_defaults) if d is not None]


def _params(node: _Node) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        a = node.args
        yield from (arg.arg for arg in (*a.posonlyargs, *a.args, *a.kwonlyargs))
        yield from (arg.arg for arg in (a.vararg, a.kwarg) if arg)


def _yields(nodes: Sequence[ast.AST]) -> bool:
    """Whether a `yield` or `await` stands in them, those of inner functions aside."""
    todo = list(nodes)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Yield | ast.YieldFrom | ast.Await | ast.AsyncFor | ast.AsyncWith):
            return True
        if not isinstance(node, (*_FUNCTIONS, ast.Lambda, ast.ClassDef, ast.GeneratorExp)):
            todo += ast.iter_child_nodes(node)
    return False


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
