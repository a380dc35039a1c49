"""An agent's message as HTML: CommonMark with tables, and nothing in it that loads, runs or hides where it leads."""

from __future__ import annotations

import json
from collections.abc import MutableMapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from tracewalk.web.highlight import marked

__all__ = ["rendered"]


def rendered(text: str) -> str:
    """As HTML. Tags in the text are text; a link shows its address; a picture is its words and its address.

    A message that is nothing but a JSON object, as of agents that answer in it, is told as code.
    """
    if _is_object(text):
        return f'<pre class="json"><code>{marked(text, "json")}</code></pre>'
    made: str = _renderer().render(text)
    return made


def _is_object(text: str) -> bool:
    bare = text.strip()
    if not (bare.startswith("{") and bare.endswith("}")):
        return False
    try:
        return isinstance(json.loads(bare), dict)
    except (ValueError, RecursionError):
        return False


@lru_cache(1)
def _renderer() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False, "breaks": True, "highlight": _code}, renderer_cls=_Safe)
    made.enable(["table", "strikethrough"])
    made.validateLink = _is_web  # type: ignore[method-assign,assignment]
    return made


def _is_web(address: str) -> bool:
    try:
        return urlsplit(address.strip()).scheme.lower() in {"http", "https"}
    except ValueError:
        return False


def _code(text: str, language: str, _attributes: str) -> str:
    return marked(text, language)


class _Safe(RendererHTML):
    """The library's own renderer but for links and pictures."""

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        token = tokens[idx]
        token.attrs = {"href": str(token.attrs.get("href", "")), "rel": "noopener noreferrer", "target": "_blank"}
        return self.renderToken(tokens, idx, options, env)

    def link_close(self, tokens: Sequence[Token], idx: int, *_rest: Any) -> str:
        depth = 0
        for back in range(idx, -1, -1):
            depth += (tokens[back].type == "link_close") - (tokens[back].type == "link_open")
            if depth == 0:
                break
        address = str(tokens[back].attrs.get("href", ""))
        said = "".join(token.content for token in tokens[back + 1 : idx])
        return "</a>" + ("" if said == address else _address(address))

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        token = tokens[idx]
        words = _escaped(self.renderInlineAsText(token.children or [], options, env))
        return f'<span class="picture">picture: {words}</span>{_address(str(token.attrs.get("src", "")))}'


def _address(address: str) -> str:
    return f' <span class="address">{_escaped(address)}</span>'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
