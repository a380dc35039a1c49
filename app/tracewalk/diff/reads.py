"""The names that a line of source reads, by its syntax tree: where a wrong value may have come from."""

from __future__ import annotations

import ast
import keyword
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from tracewalk.diff.texts import tokens

__all__ = ["decides", "lines_read", "names_read"]

MAX_SOURCE = 2_000_000
"""Characters of a program beyond which only the single line's text is looked at."""
_DECIDING = frozenset(["if", "elif", "while", "for", "match", "case", "assert", "and", "or", "except", "with"])
_PARTS = (
    "decorator_list",
    "bases",
    "keywords",
    "items",
    "test",
    "iter",
    "target",
    "subject",
    "type",
    "guard",
    "pattern",
)


def names_read(program_id: str, text: str | None, line: int, source: str) -> frozenset[str]:
    """The names that a line reads: those of its whole statement, for a compound statement those of its header.

    A call's function and an attribute's base are read, an augmented assignment reads its target, and a `for` line its
    own, as the loop's position shows nowhere else. `text` is the program; where it is None, or has no such line, the
    line's own text `source` is looked at. Never raises.
    """
    if text is not None and line > 0:
        found = lines_read(program_id, text).get(line)
        if found is not None:
            return found
    return _of_source(source)


@lru_cache(maxsize=256)
def lines_read(program_id: str, text: str) -> dict[int, frozenset[str]]:  # noqa: ARG001  (its hash is the quick key)
    """For each line of a program that belongs to a statement, the names read; empty for source that does not parse."""
    return {line: frozenset(names) for line, names in _lines(_parsed(text)).items()}


@lru_cache(maxsize=4096)
def _of_source(source: str) -> frozenset[str]:
    plain = source.strip()
    if plain.startswith("elif "):
        plain = plain[2:]
    body = _parsed(f"{plain} pass" if plain.endswith(":") else plain)
    if body:
        return frozenset().union(*_lines(body).values())
    return frozenset(word for word in tokens(plain) if word.isidentifier() and not keyword.iskeyword(word))


@lru_cache(maxsize=4096)
def decides(source: str) -> bool:
    """Which line comes next depends on what this one reads: a condition, a loop's head, an `and` within it."""
    return not _DECIDING.isdisjoint(tokens(source))


def _parsed(text: str) -> list[ast.stmt]:
    if len(text) > MAX_SOURCE:
        return []
    try:
        return ast.parse(text).body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return []


def _lines(body: Sequence[ast.AST]) -> dict[int, set[str]]:
    """What each line reads; without recursion, as every `elif` is a level of its own."""
    found: dict[int, set[str]] = {}
    todo = [*body]
    while todo:
        node = todo.pop()
        inner = [*_inner(node)]
        names = _names(_header(node) if inner else [node])
        if isinstance(node, ast.For | ast.AsyncFor):
            names |= {part.id for part in ast.walk(node.target) if isinstance(part, ast.Name)}
        first = _first_line(node)
        last = max(first, _first_line(inner[0]) - 1) if inner else getattr(node, "end_lineno", first)
        for line in range(first, last + 1) if first else ():
            found.setdefault(line, set()).update(names)
        todo += inner
    return found


def _inner(node: ast.AST) -> Iterator[ast.AST]:
    """The statements, handlers and cases within a compound statement, in the order of the text."""
    for name in ("body", "handlers", "cases", "orelse", "finalbody"):
        parts = getattr(node, name, None)
        if isinstance(parts, list):
            yield from parts


def _header(node: ast.AST) -> Iterator[ast.AST]:
    for name in _PARTS:
        part = getattr(node, name, None)
        if isinstance(part, list):
            yield from part
        elif part is not None:
            yield part
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        yield from node.args.defaults
        yield from (default for default in node.args.kw_defaults if default is not None)


def _first_line(node: ast.AST) -> int:
    decorators = getattr(node, "decorator_list", None)
    if isinstance(node, ast.match_case):
        return node.pattern.lineno
    return decorators[0].lineno if decorators else getattr(node, "lineno", 0)


def _names(nodes: Iterable[ast.AST]) -> set[str]:
    names: set[str] = set()
    for top in nodes:
        for node in ast.walk(top):
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store):
                names.add(node.id)
            elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
                names.add(node.target.id)
    return names
