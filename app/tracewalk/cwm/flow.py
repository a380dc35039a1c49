"""Which lines of a function can come next after which: told from its syntax, so the same on every Python.

It says rather too many than too few: it serves to choose between lines of equal text, not to check a run. A statement
over several lines may run them in any order. What leaves a `with` or a `try` with a `finally` passes by these first.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field

from tracewalk.frozen import frozen

__all__ = ["Flow", "read_flow"]

_Lines = frozenset[int]
_NONE: _Lines = frozenset()
_LOOPS = (ast.For, ast.AsyncFor, ast.While)


@dataclass(slots=True)
class Flow:
    """Of one function."""

    next: dict[int, set[int]] = field(default_factory=dict)
    """Lines that can come after a line in the same frame."""
    caught: dict[int, set[int]] = field(default_factory=dict)
    """Lines at which the frame goes on after an exception on a line."""

    def after(self, line: int, *, raising: bool) -> set[int]:
        """The lines that can come next; none where nothing is known."""
        return (self.caught if raising else self.next).get(line, set())


def read_flow(node: ast.AST) -> Flow:
    """The flow of a function's body; empty for anything else."""
    reader = _Reader()
    body = getattr(node, "body", None)
    if isinstance(body, list) and body:
        reader.block(body, _Way())
        reader.flow.next[getattr(node, "lineno", 0)] = set(_entry(body))
    return reader.flow


@frozen
class _Way:
    """Where a statement goes on."""

    after: _Lines = _NONE
    """In order."""
    again: _Lines = _NONE
    """At `continue`."""
    out: _Lines = _NONE
    """At `break`."""
    passing: _Lines = _NONE
    """Lines of `with` and `finally` around it, to which it may go when it leaves them."""
    catching: _Lines = _NONE
    """Lines of `except`, `with` and `finally` around it."""


class _Reader:
    def __init__(self) -> None:
        self.flow = Flow()

    def block(self, body: Sequence[ast.stmt], way: _Way) -> None:
        for at, node in enumerate(body):
            after = _entry(body[at + 1 :]) or way.after
            self.statement(node, _Way(after, way.again, way.out, way.passing, way.catching))

    def statement(self, node: ast.stmt, way: _Way) -> None:
        head = _head(node)
        if isinstance(node, ast.If):
            self.link(head, _entry(node.body) | (_entry(node.orelse) or way.after), way)
            self.block(node.body, way)
            self.block(node.orelse, way)
        elif isinstance(node, _LOOPS):
            self.loop(node, head, way)
        elif isinstance(node, ast.With | ast.AsyncWith):
            self.with_(node, head, way)
        elif isinstance(node, ast.Try | ast.TryStar):
            self.try_(node, way)
        elif isinstance(node, ast.Match):
            self.match(node, head, way)
        elif isinstance(node, ast.Return | ast.Raise):
            self.link(head, way.passing, way)
        elif isinstance(node, ast.Break):
            self.link(head, way.out | way.passing, way)
        elif isinstance(node, ast.Continue):
            self.link(head, way.again | way.passing, way)
        else:
            self.link(head, way.after, way)

    def loop(self, node: ast.For | ast.AsyncFor | ast.While, head: _Lines, way: _Way) -> None:
        body = _entry(node.body)
        self.link(head, body | (_entry(node.orelse) or way.after), way)
        self.block(node.body, _Way(head | body, head | body, way.after, way.passing, way.catching))
        self.block(node.orelse, way)

    def with_(self, node: ast.With | ast.AsyncWith, head: _Lines, way: _Way) -> None:
        leaving = _jumps(node)
        self.link(head, _entry(node.body) | way.after | way.again | way.out | way.passing | leaving, way)
        self.block(node.body, _Way(head, way.again, way.out, head, head | way.catching))

    def try_(self, node: ast.Try | ast.TryStar, way: _Way) -> None:
        last = _entry(node.finalbody)
        heads = [_span(h.lineno, h.type.end_lineno if h.type else None) for h in node.handlers]
        caught = frozenset().union(*heads) | last | (way.catching if not last else _NONE)
        passing = last or way.passing
        done = last or way.after
        inside = _Way(_entry(node.orelse) or done, way.again, way.out, passing, caught | way.catching)
        self.link(_head(node), _entry(node.body), way)
        self.block(node.body, inside)
        beyond = _Way(done, way.again, way.out, passing, last | way.catching)
        self.block(node.orelse, beyond)
        for at, (handler, head) in enumerate(zip(node.handlers, heads, strict=True)):
            following = heads[at + 1] if at + 1 < len(heads) else last
            self.link(head, _entry(handler.body) | following | done | passing, way)
            self.block(handler.body, _Way(done | head, way.again, way.out, passing | head, beyond.catching | head))
        self.block(node.finalbody, _Way(way.after | way.again | way.out | way.passing | _jumps(node), *_rest(way)))

    def match(self, node: ast.Match, head: _Lines, way: _Way) -> None:
        cases = [_span(c.pattern.lineno, (c.guard or c.pattern).end_lineno) for c in node.cases]
        self.link(head, frozenset().union(*cases) | way.after, way)
        for case, lines in zip(node.cases, cases, strict=True):
            self.link(lines, frozenset().union(*cases) | _entry(case.body) | way.after, way)
            self.block(case.body, way)

    def link(self, lines: _Lines, following: _Lines, way: _Way) -> None:
        for line in lines:
            self.flow.next.setdefault(line, set()).update(lines if len(lines) > 1 else (), following)
            self.flow.caught.setdefault(line, set()).update(way.catching)


def _rest(way: _Way) -> tuple[_Lines, _Lines, _Lines, _Lines]:
    return way.again, way.out, way.passing, way.catching


def _span(first: int, last: int | None) -> _Lines:
    return frozenset(range(first, (last or first) + 1))


def _entry(body: Sequence[ast.stmt]) -> _Lines:
    """The lines with which a block can begin."""
    return _head(body[0]) if body else _NONE


def _head(node: ast.stmt) -> _Lines:
    """The lines of a statement itself, those of the blocks within it aside."""
    first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
    inner: ast.AST | None = None
    if isinstance(node, ast.If | ast.While):
        inner = node.test
    elif isinstance(node, ast.For | ast.AsyncFor):
        inner = node.iter
    elif isinstance(node, ast.Match):
        inner = node.subject
    elif isinstance(node, ast.With | ast.AsyncWith):
        inner = node.items[-1].optional_vars or node.items[-1].context_expr
    elif isinstance(node, ast.Try | ast.TryStar | ast.ClassDef):
        return _span(first, node.lineno)
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return _span(first, node.body[0].lineno - 1 if node.body[0].lineno > node.lineno else node.lineno)
    return _span(first, getattr(inner or node, "end_lineno", None))


def _jumps(node: ast.stmt) -> _Lines:
    """The lines of `return` within a statement: reached again once what is around them is left."""
    return frozenset(inner.lineno for inner in ast.walk(node) if isinstance(inner, ast.Return))
