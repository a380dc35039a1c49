"""Source text as highlighted HTML lines: the only HTML about a trace that a page trusts, since it is made here."""

from __future__ import annotations

import html
from functools import lru_cache

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

__all__ = ["highlighted"]

_LARGEST = 1_000_000
"""Characters beyond which a file is shown plain: the lexer would take seconds."""


@lru_cache(128)
def highlighted(text: str) -> tuple[str, ...]:
    """The lines of a source text, each escaped and with Pygments' short classes (`k`, `s1`, `mi`, `c1`, `nf`...)."""
    if len(text) > _LARGEST:
        return tuple(html.escape(line) for line in text.split("\n"))
    lexer = PythonLexer(stripnl=False, ensurenl=False)
    marked = highlight(text, lexer, HtmlFormatter(nowrap=True))
    return tuple(marked.removesuffix("\n").split("\n"))
