"""Which queries Python names: by a string `area/name`, or by an f-string whose holes are words that Python knows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

__all__ = ["Names", "names_in", "nowhere", "unused"]

ASKING = {"statement", "fetch", "query", "of_trace", "of_prediction", "find"}
"""Functions that take the name of a query."""


@dataclass
class Names:
    """The string constants of some Python texts, their f-strings as patterns, and what is asked for by name."""

    words: set[str] = field(default_factory=set)
    patterns: set[re.Pattern[str]] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)

    def know(self, text: str, depth: int = 3) -> bool:
        """Whether a text is a word, or an f-string with known words in its holes."""
        if text in self.words:
            return True
        found = (pattern.fullmatch(text) for pattern in self.patterns) if depth else ()
        return any(match is not None and all(self.know(part, depth - 1) for part in match.groups()) for match in found)


def names_in(texts: Iterable[str]) -> Names:
    """What Python texts name."""
    names = Names()
    for text in texts:
        tree = ast.parse(text)
        holed = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
        pieces = {id(part) for node in holed for part in node.values}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in pieces:
                names.words.add(node.value)
            elif isinstance(node, ast.Call):
                names.asked |= _asked(node)
        names.patterns |= {re.compile(pattern) for node in holed if (pattern := _pattern(node))}
    return names


def unused(files: Iterable[str], names: Names) -> list[str]:
    """The files, as `area/name`, that nothing names."""
    return [f"{file}: no Python names it, and it is not public" for file in files if not names.know(file)]


def nowhere(files: Iterable[str], names: Names) -> list[str]:
    """What Python asks for and is no file."""
    known = set(files)
    areas = {file.partition("/")[0] for file in known}
    meant = {word for word in names.words if re.fullmatch(rf"({'|'.join(areas)})/[a-z_]+", word)} | names.asked
    folders = {file.rpartition("/")[0] for file in known}
    missing = [f"{name}: Python asks for it, and there is no such file" for name in sorted(meant - known - folders)]
    aimed = [
        p
        for p in sorted(pattern.pattern for pattern in names.patterns)
        if p.partition("/")[0] in areas and re.search(r"^\w+/[\w(.+)]*$", p)
    ]
    return missing + [
        f"{p}: Python asks for it, and no file fits" for p in aimed if not any(re.fullmatch(p, file) for file in known)
    ]


def _pattern(node: ast.JoinedStr) -> str:
    """An f-string as a regular expression; empty where nothing of it is fixed."""
    parts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
    own = re.search(r"[a-z_]", "".join(part for part in parts if part))
    return "".join("(.+)" if part is None else re.escape(part) for part in parts) if own else ""


def _asked(call: ast.Call) -> set[str]:
    called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    given = {arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)}
    return {text for text in given if called in ASKING and re.fullmatch(r"\w+/\w+(/\w+)?", text)}
