"""Which variable each name of a program means: its scopes, what each binds, and where that is used."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

__all__ = ["Scope", "scopes_of"]


@dataclass(eq=False)
class Scope:
    """A module, a class, a function or a comprehension."""

    kind: str
    """module, class, function or comprehension."""
    above: Scope | None = None
    bound: set[str] = field(default_factory=set)
    fixed: set[str] = field(default_factory=set)
    """Names that are bound where the tree tells no place, or that are declared to be another scope's."""
    parameters: set[str] = field(default_factory=set)
    uses: dict[str, list[ast.Name | ast.arg]] = field(default_factory=dict)

    @property
    def renamable(self) -> list[str]:
        """What a function or comprehension binds, and all places of which are known."""
        if self.kind not in ("function", "comprehension"):
            return []
        return sorted(name for name in self.bound - self.fixed if name in self.uses)

    def meaning(self, name: str) -> Scope | None:
        """The scope whose variable a name means here; None: a builtin, or one that nobody binds."""
        scope: Scope | None = self
        while scope is not None:
            # What a class binds, functions within it do not see.
            if name in scope.bound and (scope is self or scope.kind != "class"):
                return scope
            scope = scope.above
        return None


def scopes_of(tree: ast.Module) -> list[Scope]:
    """All scopes of a module, with the places in which their variables are used."""
    made = _Binder()
    made.visit(tree)
    for scope, node in made.names:
        name = node.id if isinstance(node, ast.Name) else node.arg
        if (owner := scope.meaning(name)) is not None:
            owner.uses.setdefault(name, []).append(node)
    for scope, name in made.declared:  # `nonlocal x` has no place: then x stays what it is, wherever it is bound
        above = scope.above
        while above is not None:
            above.fixed.add(name)
            above = above.above
    return made.scopes


class _Binder(ast.NodeVisitor):
    def __init__(self) -> None:
        self.scopes = [Scope("module")]
        self.now = self.scopes[0]
        self.names: list[tuple[Scope, ast.Name | ast.arg]] = []
        self.declared: list[tuple[Scope, str]] = []

    def visit_Name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Load):
            self.now.bound.add(node.id)
        self.names.append((self.now, node))

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        """Binds in the function around a comprehension."""
        scope = self.now
        while scope.kind == "comprehension" and scope.above is not None:
            scope = scope.above
        scope.bound.add(node.target.id)
        self.names.append((scope, node.target))
        self.visit(node.value)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._function(node)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._fix(node.name)
        for outside in (*node.decorator_list, *_around(node.args), *filter(None, [node.returns])):
            self.visit(outside)
        self._inside("function", node.body, node.args)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        for outside in _around(node.args):
            self.visit(outside)
        self._inside("function", [node.body], node.args)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._fix(node.name)
        for outside in (*node.decorator_list, *node.bases, *node.keywords):
            self.visit(outside)
        self._inside("class", node.body)

    def visit_ListComp(self, node: ast.ListComp) -> None:
        self._comprehension(node.generators, [node.elt])

    def visit_SetComp(self, node: ast.SetComp) -> None:
        self._comprehension(node.generators, [node.elt])

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> None:
        self._comprehension(node.generators, [node.elt])

    def visit_DictComp(self, node: ast.DictComp) -> None:
        self._comprehension(node.generators, [node.key, node.value])

    def _comprehension(self, generators: list[ast.comprehension], body: list[ast.expr]) -> None:
        first = generators[0]
        self.visit(first.iter)  # around it
        rest = [part for g in generators for part in (g.target, *([] if g is first else [g.iter]), *g.ifs)]
        self._inside("comprehension", [*rest, *body])

    def visit_Global(self, node: ast.Global) -> None:
        self._declare(node.names)

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        self._declare(node.names)

    def _declare(self, names: list[str]) -> None:
        self.now.fixed.update(names)
        self.declared += [(self.now, name) for name in names]

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        self._fix(node.name)
        self.generic_visit(node)

    def visit_alias(self, node: ast.alias) -> None:
        self._fix((node.asname or node.name).partition(".")[0])

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        self._fix(node.name)
        self.generic_visit(node)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        self._fix(node.name)

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        self._fix(node.rest)
        self.generic_visit(node)

    def _fix(self, name: str | None) -> None:
        if name is not None:
            self.now.bound.add(name)
            self.now.fixed.add(name)

    def _inside(self, kind: str, body: Sequence[ast.AST], arguments: ast.arguments | None = None) -> None:
        scope = self.now = Scope(kind, self.now)
        self.scopes.append(scope)
        for arg in _args(arguments) if arguments else ():
            scope.bound.add(arg.arg)
            scope.parameters.add(arg.arg)
            self.names.append((scope, arg))
        for part in body:
            self.visit(part)
        assert scope.above is not None
        self.now = scope.above


def _args(args: ast.arguments) -> Iterator[ast.arg]:
    yield from (*args.posonlyargs, *args.args, *args.kwonlyargs, *filter(None, [args.vararg, args.kwarg]))


def _around(args: ast.arguments) -> Iterator[ast.expr]:
    """What is evaluated where the function is defined: defaults and annotations."""
    yield from args.defaults
    yield from filter(None, args.kw_defaults)
    yield from filter(None, (arg.annotation for arg in _args(args)))
