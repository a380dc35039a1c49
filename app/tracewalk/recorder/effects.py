"""Static line effects: the existing objects that running a line can change in place.

Rebinding a name is no effect: the tracer sees it by identity. What is left are changes inside objects that some frame
shows, and most lines have none. Every rule errs to the side of "anything".
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from tracewalk.recorder.vocabulary import (
    CONSUMERS,
    LAZY,
    MAPPERS,
    MUTATING_METHODS,
    PURE_FUNCS,
    PURE_METHODS,
    REFLECTIVE,
)

__all__ = ["ANYTHING", "CallSite", "Effect", "analyse"]


class CallSite:
    """`name(...)` or `name.method(...)`: harmless when it runs recorded Python code, whose own lines tell."""

    __slots__ = ("function", "kind", "known", "method", "name")

    def __init__(self, name: str, method: str | None) -> None:
        self.name = name
        self.method = method
        self.known: object = self  # the last callee found to be harmless; itself stands for none yet
        self.kind: type | None = None  # for a method: the last class on which it was, and the function that it was
        self.function: object = None


@dataclass(slots=True)
class Effect:
    """What one line can change in place: `anything`, or only what the listed locals hold."""

    anything: bool = False
    touch: tuple[str, ...] = ()
    """`x[i] = ..`, `x.append(..)`: the object itself."""
    attributes: frozenset[str] = frozenset()
    """Those of `touch` that are touched by `x.name = ..`."""
    items: tuple[str, ...] = ()
    """`x[i] += ..`: the object, and what it holds."""
    fields: tuple[tuple[str, str], ...] = ()
    """`x.name += ..`: the object, and what the attribute holds."""
    pure: tuple[str, ...] = ()
    """`x.get(..)`: nothing, when x is of a built-in type."""
    iterated: tuple[str, ...] = ()
    """`for y in x`, `list(x)`: nothing, unless x is an iterator written in C that calls functions."""
    calls: tuple[CallSite, ...] = ()
    augmented: tuple[str, ...] = ()
    """`x += ..`: after the line, x if it is still the same object."""
    late: bool = False
    """Calls come first: the change may happen after steps of other frames."""
    only_globals: bool = False
    """Nothing but calls of functions that are globals."""

    @property
    def immediate(self) -> bool:
        """There is something to do before the line runs."""
        return bool(
            self.anything or self.touch or self.items or self.fields or self.pure or self.iterated or self.calls
        )

    def within(self, names: Collection[str]) -> Effect:
        """The effect for one code object, which has these local names; its call sites remember what they call."""
        rest = self.touch or self.items or self.fields or self.pure or self.iterated or self.anything
        plain = all(site.method is None and site.name not in names for site in self.calls)
        sites = tuple(CallSite(site.name, site.method) for site in self.calls)
        return replace(self, calls=sites, only_globals=bool(self.calls and plain and not rest))


ANYTHING = Effect(anything=True, late=True)


@dataclass(slots=True)
class _Line:
    anything: bool = False
    called: bool = False
    touch: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    items: set[str] = field(default_factory=set)
    fields: set[tuple[str, str]] = field(default_factory=set)
    pure: set[str] = field(default_factory=set)
    iterated: set[str] = field(default_factory=set)
    calls: set[tuple[str, str | None]] = field(default_factory=set)
    augmented: set[str] = field(default_factory=set)

    def effect(self) -> Effect:
        if self.anything:
            return ANYTHING
        return Effect(
            touch=tuple(sorted(self.touch)),
            attributes=frozenset(self.attributes),
            items=tuple(sorted(self.items)),
            fields=tuple(sorted(self.fields)),
            pure=tuple(sorted(self.pure)),
            iterated=tuple(sorted(self.iterated)),
            calls=tuple(CallSite(*c) for c in sorted(self.calls, key=str)),
            augmented=tuple(sorted(self.augmented)),
            late=self.called and bool(self.touch or self.items or self.fields),
        )


class _Iterated(ast.expr):
    """Not a node of Python's own: an expression that is iterated."""

    def __init__(self, expr: ast.expr) -> None:
        super().__init__()
        self.expr = expr


class _Visitor(ast.NodeVisitor):
    """Marks each physical line of a statement, or of its header, with the statement's effects."""

    def __init__(self) -> None:
        self.lines: dict[int, _Line] = {}
        self.span: range = range(0)

    # ------------------------------------------------------------------ marks

    def here(self) -> list[_Line]:
        return [self.lines.setdefault(line, _Line()) for line in self.span]

    def anything(self) -> None:
        for line in self.here():
            line.anything = True

    def within(self, lo: int, hi: int | None, nodes: Iterable[ast.AST | None], *, anything: bool = False) -> None:
        outer, self.span = self.span, range(lo, (hi or lo) + 1)
        if anything:
            self.anything()
        for node in nodes:
            if node is not None:
                self.visit(node)
        self.span = outer

    def body(self, *blocks: list[ast.stmt]) -> None:
        for block in blocks:
            for stmt in block:
                self.visit(stmt)

    # ------------------------------------------------------------------ statements with a body

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        lo = min([node.lineno, *(d.lineno for d in node.decorator_list)])
        defaults = [*node.args.defaults, *node.args.kw_defaults]
        self.within(lo, max(lo, node.body[0].lineno - 1), defaults, anything=bool(node.decorator_list))
        self.body(node.body)

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        lo = min([node.lineno, *(d.lineno for d in node.decorator_list)])
        self.within(lo, max(lo, node.body[0].lineno - 1), [], anything=True)
        self.body(node.body)

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        hi = max(node.iter.end_lineno or 0, node.target.end_lineno or 0)
        self.within(node.lineno, hi, [node.target, node.iter], anything=isinstance(node, ast.AsyncFor))
        self.within(node.lineno, hi, [_Iterated(node.iter)])
        self.body(node.body, node.orelse)

    visit_AsyncFor = visit_For  # noqa: N815

    def visit_While(self, node: ast.While | ast.If) -> None:
        self.within(node.lineno, node.test.end_lineno, [node.test])
        self.body(node.body, node.orelse)

    visit_If = visit_While  # noqa: N815

    def visit_With(self, node: ast.With | ast.AsyncWith) -> None:
        self.within(node.lineno, max(i.context_expr.end_lineno or 0 for i in node.items), [], anything=True)
        self.body(node.body)

    visit_AsyncWith = visit_With  # noqa: N815

    def visit_Try(self, node: ast.Try | ast.TryStar) -> None:
        self.body(node.body)
        for handler in node.handlers:
            self.within(handler.lineno, handler.lineno, [handler.type])
            self.body(handler.body)
        self.body(node.orelse, node.finalbody)

    visit_TryStar = visit_Try  # noqa: N815

    def visit_Match(self, node: ast.Match) -> None:
        self.within(node.lineno, node.subject.end_lineno, [node.subject])
        for case in node.cases:
            self.within(case.pattern.lineno, (case.guard or case.pattern).end_lineno, [case.guard])
            self.body(case.body)

    # ------------------------------------------------------------------ simple statements and expressions

    def visit(self, node: ast.AST) -> None:
        """A statement without a body spans its own lines; everything else goes to its own method."""
        if isinstance(node, ast.stmt) and not hasattr(self, f"visit_{type(node).__name__}"):
            outer, self.span = self.span, range(node.lineno, (node.end_lineno or node.lineno) + 1)
            if isinstance(node, ast.Import | ast.ImportFrom | ast.Raise):
                self.anything()
            super().visit(node)
            self.span = outer
        else:
            super().visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        outer, self.span = self.span, range(node.lineno, (node.end_lineno or node.lineno) + 1)
        match node.target:
            case ast.Name(id=name):
                for line in self.here():
                    line.augmented.add(name)
            case ast.Subscript(value=ast.Name(id=name), slice=index):
                for line in self.here():
                    line.items.add(name)
                self.visit(index)
            case ast.Attribute(value=ast.Name(id=name), attr=attribute):
                for line in self.here():
                    line.fields.add((name, attribute))
            case _:
                self.anything()
        self.visit(node.value)
        self.span = outer

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self._store(node, node.value, attribute=False)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self._store(node, node.value, attribute=True)

    def _store(self, node: ast.Subscript | ast.Attribute, owner: ast.expr, *, attribute: bool) -> None:
        if not isinstance(node.ctx, ast.Load):
            if isinstance(owner, ast.Name):
                for line in self.here():
                    line.touch.add(owner.id)
                    if attribute:
                        line.attributes.add(owner.id)
            else:
                self.anything()
        self.generic_visit(node)

    def visit__Iterated(self, node: _Iterated) -> None:
        if isinstance(node.expr, ast.Name):
            for line in self.here():
                line.iterated.add(node.expr.id)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        self.visit__Iterated(_Iterated(node.iter))
        self.generic_visit(node)

    def visit_Starred(self, node: ast.Starred) -> None:
        self.visit__Iterated(_Iterated(node.value))
        self.generic_visit(node)

    def visit_Await(self, node: ast.expr) -> None:
        self.anything()
        self.generic_visit(node)

    visit_Yield = visit_YieldFrom = visit_Await  # noqa: N815

    def visit_Call(self, node: ast.Call) -> None:
        for line in self.here():
            line.called = True
        match node.func:
            case ast.Name(id=name) if name in PURE_FUNCS or name in MAPPERS:
                self._builtin(name, node)
            case ast.Name(id=name):
                for line in self.here():
                    line.calls.add((name, None))
            case ast.Attribute(value=ast.Name(id=name), attr=method):
                self._method(name, method)
            case ast.Attribute(value=ast.Constant()):
                pass
            case _:
                self.anything()
        self.generic_visit(node)

    def _builtin(self, name: str, node: ast.Call) -> None:
        if not all(_harmless(k.value) for k in node.keywords):
            self.anything()
        for argument in node.args if name in CONSUMERS else ():
            self.visit__Iterated(_Iterated(argument))

    def _method(self, name: str, method: str) -> None:
        for line in self.here():
            if method in PURE_METHODS:
                line.pure.add(name)
            elif method in MUTATING_METHODS:
                line.touch.add(name)
            else:
                line.calls.add((name, method))


def _harmless(callee: ast.expr) -> bool:
    """As a `key=`: a constant, a lambda (its own frame tells) or a pure built-in."""
    return isinstance(callee, ast.Lambda | ast.Constant) or (isinstance(callee, ast.Name) and callee.id in PURE_FUNCS)


def _no_promise(node: ast.AST) -> bool:
    """A file with such a node may change objects on lines that look pure."""
    match node:
        case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in MAPPERS:
            return not _harmless(first)
        case ast.Name(id=name):
            return name in LAZY or name in REFLECTIVE or (name in PURE_FUNCS and not isinstance(node.ctx, ast.Load))
        case ast.Attribute(attr=name):
            return name in LAZY or name in REFLECTIVE
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return name in PURE_FUNCS or name in MAPPERS
        case ast.arg(arg=name) | ast.alias(asname=str(name)) | ast.alias(name=name):
            return name in PURE_FUNCS or name in MAPPERS or name in LAZY
    return False


def _mappers_as_values(nodes: list[ast.AST]) -> bool:
    """`map` or `filter` is used other than by calling it there and then."""
    called = sum(isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id in MAPPERS for n in nodes)
    return called < sum(isinstance(n, ast.Name) and n.id in MAPPERS for n in nodes)


@lru_cache(maxsize=256)
def analyse(source: str) -> dict[int, Effect] | None:
    """The effect of each line that has one; None where the text allows no promise, or is no Python."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    nodes = list(ast.walk(tree))
    if any(_no_promise(node) for node in nodes) or _mappers_as_values(nodes):
        return None
    visitor = _Visitor()
    try:
        visitor.body(tree.body)
    except RecursionError:
        return None
    return {number: line.effect() for number, line in visitor.lines.items()}
