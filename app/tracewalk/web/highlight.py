"""Source text as highlighted HTML: the only HTML about a trace or a call that a page trusts, since it is made here."""

from __future__ import annotations

import html
from collections.abc import Callable
from functools import lru_cache
from pathlib import PurePosixPath

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import (
    BashLexer,
    CLexer,
    CppLexer,
    CssLexer,
    DiffLexer,
    GoLexer,
    HtmlLexer,
    IniLexer,
    JavaLexer,
    JavascriptLexer,
    JsonLexer,
    PythonLexer,
    RustLexer,
    SqlLexer,
    TOMLLexer,
    TypeScriptLexer,
    YamlLexer,
)

__all__ = ["highlighted", "language_of", "marked"]

_LARGEST = 1_000_000
"""Characters beyond which a file is shown plain: the lexer would take seconds."""
_LARGEST_PART = 40_000
"""The same of a part of a log, of which a page has many."""

_LEXERS: dict[str, Callable[..., Lexer]] = {
    "bash": BashLexer,
    "c": CLexer,
    "cpp": CppLexer,
    "css": CssLexer,
    "diff": DiffLexer,
    "go": GoLexer,
    "html": HtmlLexer,
    "ini": IniLexer,
    "java": JavaLexer,
    "javascript": JavascriptLexer,
    "json": JsonLexer,
    "python": PythonLexer,
    "rust": RustLexer,
    "sql": SqlLexer,
    "toml": TOMLLexer,
    "typescript": TypeScriptLexer,
    "yaml": YamlLexer,
}
_ALSO = {
    "sh": "bash", "shell": "bash", "zsh": "bash", "console": "bash", "shellsession": "bash",
    "py": "python", "pyi": "python", "python3": "python", "ipython": "python", "pycon": "python",
    "js": "javascript", "mjs": "javascript", "cjs": "javascript", "jsx": "javascript",
    "ts": "typescript", "tsx": "typescript", "jsonl": "json", "ipynb": "json",
    "h": "c", "cc": "cpp", "cxx": "cpp", "hpp": "cpp", "c++": "cpp", "rs": "rust",
    "yml": "yaml", "patch": "diff", "htm": "html", "xml": "html", "svg": "html", "cfg": "ini",
}  # fmt: skip


@lru_cache(128)
def highlighted(text: str, language: str = "python") -> tuple[str, ...]:
    """The lines of a source text, each escaped and with Pygments' short classes (`k`, `s1`, `mi`, `c1`, `nf`...)."""
    if len(text) > _LARGEST or language not in _LEXERS:
        return tuple(html.escape(line) for line in text.split("\n"))
    lexer = _LEXERS[language](stripnl=False, ensurenl=False)
    whole = highlight(text, lexer, HtmlFormatter(nowrap=True))
    return tuple(whole.removesuffix("\n").split("\n"))


def marked(text: str, language: str) -> str:
    """A part of a log likewise, in one piece; `language` by its name or the ending of a file, plain where unknown."""
    name = language.strip().lower()[:20]
    name = _ALSO.get(name, name)
    if name not in _LEXERS or len(text) > _LARGEST_PART:
        return html.escape(text)
    lexer = _LEXERS[name](stripnl=False, ensurenl=False)
    whole: str = highlight(text, lexer, HtmlFormatter(nowrap=True))
    return whole if text.endswith("\n") else whole.removesuffix("\n")


def language_of(path: str) -> str:
    """The language of a file, by the ending of its name; empty where that tells none."""
    ending = PurePosixPath(path).suffix.removeprefix(".").lower()
    name = _ALSO.get(ending, ending)
    return name if name in _LEXERS else ""
