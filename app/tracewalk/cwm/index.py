"""A context's lines and scopes, as the resolver looks them up."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from tracewalk.cwm.context import Context, source_lines
from tracewalk.cwm.flow import Flow
from tracewalk.cwm.scopes import Scope, read_scopes
from tracewalk.cwm.tokens import without_marker

__all__ = ["Index", "Located", "index_of", "key_of"]


def key_of(source: str) -> str:
    """A source line as it is looked up: without marker, trailing space and newline."""
    return without_marker(source).rstrip()


@dataclass(slots=True, eq=False)
class Located:
    """A scope of one of the context's programs."""

    program_id: str
    """"" for the wrapper."""
    scope: Scope
    texts: dict[str, tuple[int, ...]]
    """Lines of the whole program, by text."""
    known: dict[tuple[str, int, bool], tuple[int, bool]] = field(default_factory=dict)
    """Answers of `lines.line_of`."""
    flow: Flow | None = None
    """Read where two lines have the same text."""


@dataclass(slots=True)
class Index:
    """All scopes of a context."""

    scopes: list[Located]
    starts: dict[str, list[Located]]
    """By the text of their first line."""
    exact: dict[tuple[str, str, int], Located]
    """By program, qualified name and first line."""
    modules: dict[str, Located]
    """By the text of their first line."""
    entry: Located | None
    """The function whose `def` line has the START_OF_TRACE comment."""
    bases: dict[str, tuple[str, ...]]
    """Of classes by name: the names of those they are derived from."""


def index_of(context: Context | None) -> Index:
    """The index of a context; kept for those used last."""
    return _made(context) if context is not None else Index([], {}, {}, {}, None, {})


@lru_cache(maxsize=256)
def _made(context: Context) -> Index:
    scopes: list[Located] = []
    modules: dict[str, Located] = {}
    marked: set[tuple[str, int]] = set()
    for program_id, numbered in _programs(context).items():
        texts: dict[str, tuple[int, ...]] = {}
        for number, line in numbered:
            texts[key_of(line)] = (*texts.get(key_of(line), ()), number)
            if "START_OF_TRACE" in line:
                marked.add((program_id, number))
        mine = [Located(program_id, scope, texts) for scope in read_scopes(_text(numbered))]
        modules.update({key_of(numbered[0][1]): at for at in mine[:1]})
        scopes += mine
    starts: dict[str, list[Located]] = {}
    for each in scopes:
        for text, numbers in each.scope.lines.items():
            if each.scope.first in numbers and each.scope.kind != "module":
                starts.setdefault(text, []).append(each)
    exact = {(at.program_id, at.scope.qualname, at.scope.first if at.program_id else 0): at for at in scopes}
    bases = {at.scope.qualname.rpartition(".")[2]: _bases(at.scope.node) for at in scopes if at.scope.kind == "class"}
    entry = next((at for at in reversed(scopes) if (at.program_id, at.scope.place) in marked), None)
    return Index(scopes, starts, exact, modules, entry, bases)


def _bases(node: ast.AST) -> tuple[str, ...]:
    given = node.bases if isinstance(node, ast.ClassDef) else []
    return tuple(
        b.attr if isinstance(b, ast.Attribute) else b.id for b in given if isinstance(b, ast.Attribute | ast.Name)
    )


def _programs(context: Context) -> dict[str, list[tuple[int, str]]]:
    """The numbered lines of each program; the wrapper's have numbers of their own."""
    found: dict[str, list[tuple[int, str]]] = {}
    for line, (program_id, number) in zip(source_lines(context.text), context.places, strict=False):
        mine = found.setdefault(program_id, [])
        mine.append((number or len(mine) + 1, line))
    return found


def _text(numbered: Iterable[tuple[int, str]]) -> str:
    by_number = dict(numbered)
    return "".join(by_number.get(number, "\n") for number in range(1, max(by_number, default=0) + 1))
