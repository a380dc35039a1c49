"""Programs that differ, made of the sample programs: other names, other constants, other inputs."""

from __future__ import annotations

import ast
import io
import tokenize
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from tracewalk.resources import folder

__all__ = ["Source", "mutated", "names_of", "renamed", "sources"]

_CHANGED = 0.3
"""Of the numbers of a text, how many change."""


@dataclass(frozen=True)
class Source:
    """One sample program with a call of it."""

    stem: str
    text: str
    entry: str
    input: str


def sources() -> list[Source]:
    """The single-file sample programs, as the catalogue lists them."""
    place = folder("sample_data")
    entries = tomllib.loads((place / "catalogue.toml").read_text("utf-8"))["recording"]
    texts = [(place / "programs" / entry["file"]).read_text("utf-8") for entry in entries]
    return [Source(e["id"], text, e["entry"], e["input"]) for e, text in zip(entries, texts, strict=True)]


def names_of(text: str) -> list[str]:
    """The functions and classes that a program defines at its top."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return [node.name for node in ast.parse(text).body if isinstance(node, kinds)]


def renamed(text: str, names: Mapping[str, str]) -> str:
    """The program with other names; attributes keep theirs."""
    return _rewritten(text, lambda token, before: names.get(token.string) if before != "." else None)


def mutated(text: str, rng: Random) -> str:
    """The program, or the text of its arguments, with some of its whole numbers changed."""

    def change(token: tokenize.TokenInfo, _before: str) -> str | None:
        if token.type != tokenize.NUMBER or not token.string.isdigit() or rng.random() > _CHANGED:
            return None
        return str(rng.randrange(2 * int(token.string) + 2))

    return _rewritten(text, change)


def _rewritten(text: str, change: Callable[[tokenize.TokenInfo, str], str | None]) -> str:
    lines = text.splitlines(keepends=True)
    for token, new in reversed(list(_changes(text, change))):
        row, column = token.start
        line = lines[row - 1]
        lines[row - 1] = line[:column] + new + line[token.end[1] :]
    return "".join(lines)


def _changes(
    text: str, change: Callable[[tokenize.TokenInfo, str], str | None]
) -> Iterator[tuple[tokenize.TokenInfo, str]]:
    before = ""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        new = change(token, before) if token.type in (tokenize.NAME, tokenize.NUMBER) else None
        if new is not None:
            yield token, new
        before = token.string
