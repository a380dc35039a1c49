"""The files that a program can import, found without running it.

They are part of a trace's identity: change any of them, and it is another program. Imports by a computed name are
not seen.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from tracewalk.model import program_id
from tracewalk.recorder.scope import Scope, cell_name

__all__ = ["closure", "programs", "search_path"]

_MAX_CHARS = 5_000_000
"""A longer text is not looked at: its tree takes a hundred times its memory, and a stranger may have written it."""


class _Import(NamedTuple):
    level: int
    parts: tuple[str, ...]


def programs(entries: Sequence[str], scope: Scope, search: Sequence[Path]) -> tuple[str, ...]:
    """Program ids for an identity: of the first entry file, then of all other files in reach, sorted."""
    files = closure(entries, scope, search)
    first, *rest = (program_id(scope.text(f) or "") for f in files)
    return (first, *sorted(set(rest) - {first}))


def closure(entries: Sequence[str], scope: Scope, search: Sequence[Path]) -> list[str]:
    """The entry files and every file of the scope that they import, directly or through others; entries first."""
    found = dict.fromkeys(entries)
    waiting = list(found)
    while waiting:
        filename = waiting.pop()
        for path in _imported(filename, scope, search):
            name = str(path)
            if name not in found and scope.covers(name) is not None:
                found[name] = None
                waiting.append(name)
    return list(found)


def search_path(*folders: Path, root: Path, path: Sequence[str] | None = None) -> tuple[Path, ...]:
    """Where the user's modules are looked for: the folders given, the root, `src` in it, and `path` under it.

    `path`: default `sys.path`.
    """
    under = (Path(entry).resolve() for entry in (sys.path if path is None else path) if entry)
    inside = [p for p in under if p.is_relative_to(root)]
    return tuple(dict.fromkeys([*(f.resolve() for f in folders), root, root / "src", *inside]))


def _imported(filename: str, scope: Scope, search: Sequence[Path]) -> Iterator[Path]:
    here = Path(filename).parent
    for level, parts in _imports(scope.text(filename) or ""):
        if not level:
            yield from _first(search, parts, scope)
        elif cell_name(filename) is None:
            folder = [here, *here.parents][min(level - 1, len(here.parents))]
            yield from _files(folder, parts, scope)
            if scope.is_file(folder / "__init__.py"):
                yield folder / "__init__.py"


def _first(search: Sequence[Path], parts: tuple[str, ...], scope: Scope) -> list[Path]:
    """The files of the dotted name in the first folder that has it."""
    return next((found for base in search if (found := _files(base, parts, scope))), [])


def _files(base: Path, parts: tuple[str, ...], scope: Scope) -> list[Path]:
    """The packages' `__init__.py` along the dotted name and the module at its end, as far as they exist."""
    found: list[Path] = []
    for part in parts:
        module = base / f"{part}.py"
        base = base / part
        if scope.is_file(base / "__init__.py"):
            found.append(base / "__init__.py")
        elif scope.is_file(module):
            return [*found, module]
        elif not scope.is_folder(base):
            break
    return found


@lru_cache(maxsize=4096)
def _imports(text: str) -> tuple[_Import, ...]:
    if len(text) > _MAX_CHARS:
        return ()
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # the last two: too deeply nested
        return ()
    return tuple(dict.fromkeys(one for node in ast.walk(tree) for one in _named(node)))


def _named(node: ast.AST) -> Iterator[_Import]:
    match node:
        case ast.Import(names=names):
            yield from (_Import(0, tuple(alias.name.split("."))) for alias in names)
        case ast.ImportFrom(module=module, names=names, level=level):
            base = tuple(module.split(".")) if module else ()
            yield from (_Import(level, (*base, alias.name)) for alias in names)
        case ast.Call(
            func=ast.Attribute(attr="import_module") | ast.Name(id="import_module" | "__import__"),
            args=[ast.Constant(value=str(name)), *_],
        ):
            yield _Import(0, tuple(name.split(".")))
        case _:
            pass
