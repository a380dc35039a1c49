"""The tokenizer of a server: llama.cpp and vLLM both have `/tokenize`, with other names for the same things."""

from __future__ import annotations

from typing import Any

from tracewalk.errors import EndpointRefused
from tracewalk.predict.server import Kind
from tracewalk.predict.wire import Wire

__all__ = ["tokenize"]


async def tokenize(wire: Wire, kind: Kind, model: str, text: str, *, add_special: bool = False) -> list[int] | None:
    """Token ids of a text, special tokens in it read as such; None where the server has no tokenizer to ask.

    `add_special`: with what the tokenizer itself would add, e.g. <|begin_of_text|>.
    """
    body: dict[str, Any]
    if kind == "llama.cpp":
        body = {"content": text, "add_special": add_special, "parse_special": True}
    elif kind == "vllm":
        body = {"model": model, "prompt": text, "add_special_tokens": add_special}
    else:
        return None
    try:
        data = (await wire.reply("POST", "/tokenize", body)).data
    except EndpointRefused as error:
        if error.status in (401, 403, 404, 405, 422, 501):
            return None
        raise
    tokens = data.get("tokens")
    if not isinstance(tokens, list) or not all(type(token) is int for token in tokens):
        raise wire.faults.unreadable("token ids that are no list of numbers", str(tokens)[:200])
    return tokens
