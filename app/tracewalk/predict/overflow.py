"""How servers say that a prompt is too long for the model's context."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

__all__ = ["overflow"]

_TYPES = {"exceed_context_size_error", "context_length_exceeded", "context_window_exceeded"}
_CONTEXT = (
    re.compile(r"maximum context length (?:is|of) (\d+)"),
    re.compile(r"maximum model length of (\d+)"),
    re.compile(r"available context size \((\d+)"),
)
_PROMPT = (
    re.compile(r"\((\d+) in the (?:messages|prompt)"),
    re.compile(r"(?:prompt contains|request has|passed) (?:at least )?(\d+) input"),
    re.compile(r"prompt \(length (\d+)\)"),
    re.compile(r"request \((\d+) tokens\)"),
    re.compile(r"messages resulted in (\d+) tokens"),
    re.compile(r"requested (\d+) tokens"),
)


def overflow(error: Mapping[str, Any], said: str) -> tuple[int | None, int | None] | None:
    """Tokens of the prompt and of the context (None where not said); None where the error is another one.

    llama.cpp names a type and both numbers; vLLM and OpenAI say them in a sentence, of which several are about.
    """
    context = _first(_CONTEXT, said)
    if context is None and not {error.get("type"), error.get("code")} & _TYPES:
        return None
    n_prompt, n_ctx = error.get("n_prompt_tokens"), error.get("n_ctx")
    return (
        n_prompt if type(n_prompt) is int else _first(_PROMPT, said),
        n_ctx if type(n_ctx) is int else context,
    )


def _first(patterns: tuple[re.Pattern[str], ...], text: str) -> int | None:
    for pattern in patterns:
        if match := pattern.search(text.replace(",", "")):
            return int(match[1][:12])
    return None
