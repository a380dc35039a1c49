"""What a server is and what it can do."""

from __future__ import annotations

from typing import Literal

from tracewalk.frozen import frozen

__all__ = ["Kind", "ServerInfo", "TokenCount"]

Kind = Literal["vllm", "llama.cpp", "fgserve", "other"]


@frozen
class ServerInfo:
    """What a probe found; of an `other` server, what is not known counts as there until the server refuses it."""

    kind: Kind
    model: str
    """As the server calls it, for people; "" where it has no name for it."""
    fingerprint: str
    """Of the weights, as far as the server tells; the same in every run, whatever the address."""
    context: int | None
    """Tokens of prompt and answer together; None: not known."""
    tokenizes: bool
    streams: bool
    logprobs: bool
    prompt_logprobs: bool
    grammar: Literal["gbnf", "guided"] | None
    """How it takes a grammar: llama.cpp's `grammar`, vLLM's structured outputs; the grammar's text is GBNF in both."""
    asked: str = ""
    """The name to put into requests; "" for a server of one model that wants none."""
    prefix: str = "/v1"
    """Before `/completions`; fgserve has none."""
    version: tuple[int, ...] = ()
    doubles_begin: bool = False
    """A text that begins with <|begin_of_text|> gets a second one from its tokenizer."""
    end_id: int | None = None
    """Id of the token that ends a text, where the server tells it."""


@frozen
class TokenCount:
    """Tokens of a text; `exact`: by the model's own tokenizer, else estimated."""

    n: int
    exact: bool
