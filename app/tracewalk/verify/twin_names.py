"""Twins with renamed variables: what functions bind themselves, each name by a new one, wherever it means the same."""

from __future__ import annotations

import ast
import builtins
import keyword
from collections.abc import Iterable, Sequence
from random import Random

from tracewalk.model import LineEdit
from tracewalk.verify.twin_scopes import Scope, scopes_of
from tracewalk.verify.twin_source import Spot, edited, parsed

__all__ = ["other_names"]

_WORDS = """
    amber basil birch briar cedar clove coral crane delta ember fable fern flint gable grove hazel heron indigo ivory
    jade juniper kelp kite larch lark linen lotus maple marsh mint moss nectar north oasis olive onyx opal orchid pearl
    pine plum quartz quill raven reed ridge river robin sage slate spruce stone swift thistle tidal timber topaz tulip
    umber vale velvet violet walnut willow wren yarrow zephyr
""".split()  # noqa: SIM905
_LOOKS = frozenset({"locals", "vars", "eval", "exec", "dir", "globals", "signature"})
"""Who calls one of these may see what variables are called."""
_KEPT = frozenset({"_", "self", "cls"})


def other_names(texts: dict[str, str], given: str, rng: Random) -> tuple[LineEdit, ...] | None:
    """The lines of all files with variables of functions renamed; None where no variable can be.

    Left alone are names at module level and in classes, attributes, names that the program looks at or hands on by
    keyword, and those whose place in the text is not known. `given` is the recorded input.
    """
    trees = {path: parsed(text) for path, text in texts.items()}
    known = [tree for tree in trees.values() if tree is not None]
    if len(known) < len(trees) or any(_looks(tree) for tree in known):
        return None
    taken = _words_of(known) | set(dir(builtins)) | set(keyword.kwlist) | set(keyword.softkwlist)
    handed = _by_keyword([*known, *filter(None, [parsed(f"f({given})")])])
    found = {path: [s for s in scopes_of(tree) if s.renamable] for path, tree in trees.items() if tree is not None}
    own = {
        path: [(s, name) for s in scopes for name in _own(s, handed) if _stands(texts[path], s, name)]
        for path, scopes in found.items()
    }
    names = sorted({name for pairs in own.values() for _, name in pairs})
    new = dict(zip(names, _fresh(len(names), taken, rng), strict=True))
    lines: list[LineEdit] = []
    for path, pairs in own.items():
        made = edited(path, texts[path], {spot for scope, name in pairs for spot in _spots(scope, name, new[name])})
        if made is None:
            return None
        lines += made
    return tuple(lines) or None


def _own(scope: Scope, handed: frozenset[str] | None) -> Iterable[str]:
    for name in scope.renamable:
        is_handed = name in scope.parameters and (handed is None or name in handed)
        if not is_handed and name not in _KEPT and not name.startswith("__"):
            yield name


def _stands(text: str, scope: Scope, name: str) -> bool:
    """Whether the name stands wherever the tree says: before Python 3.12 it may not, within f-strings."""
    lines, word = text.split("\n"), name.encode()
    places = ((lines[node.lineno - 1].encode(), node.col_offset) for node in scope.uses[name])
    return all(line[at : at + len(word)] == word for line, at in places)


def _spots(scope: Scope, name: str, new: str) -> Iterable[Spot]:
    for node in scope.uses[name]:
        yield Spot(node.lineno, node.col_offset, node.col_offset + len(name.encode()), name, new)


def _fresh(many: int, taken: set[str], rng: Random) -> Sequence[str]:
    words = [word for word in _WORDS if word not in taken]
    rng.shuffle(words)
    more = (f"{word}{number}" for number in range(2, many + 3) for word in words or ["name"])
    while len(words) < many:
        word = next(more)
        if word not in taken:
            words.append(word)
    return words[:many]


def _words_of(trees: Iterable[ast.AST]) -> set[str]:
    """Every word of the programs that could be a name, also attributes and keywords."""
    words: set[str] = set()
    for tree in trees:
        for node in ast.walk(tree):
            for field in ("id", "arg", "name", "attr", "asname"):
                word = getattr(node, field, None)
                if isinstance(word, str):
                    words.add(word)
    return words


def _by_keyword(trees: Iterable[ast.AST]) -> frozenset[str] | None:
    """The names by which arguments are handed; None where a `**` may hand any."""
    names = {node.arg for tree in trees for node in ast.walk(tree) if isinstance(node, ast.keyword)}
    return None if None in names else frozenset(name for name in names if name is not None)


def _looks(tree: ast.AST) -> bool:
    names = (getattr(node, "id", None) or getattr(node, "attr", None) for node in ast.walk(tree))
    return any(name in _LOOKS for name in names)
