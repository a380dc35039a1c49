"""Token counts and cost of one answer, as chat servers and the libraries in front of them write them."""

from __future__ import annotations

from typing import Any

from tracewalk.importers.given import dict_of, float_of, int_of

__all__ = ["usage_of"]


def usage_of(usage: Any) -> dict[str, Any]:
    """The columns of a turn, or of a trajectory, that a `usage` object tells; prompt tokens include cached ones."""
    found = dict_of(usage)
    if not found:
        return {}
    if "input_tokens" in found and "prompt_tokens" not in found:
        counts = _of_input(found)
    else:
        prompt, completion = (
            dict_of(found.get("prompt_tokens_details")),
            dict_of(found.get("completion_tokens_details")),
        )
        counts = {
            "prompt_tokens": int_of(found.get("prompt_tokens")),
            "completion_tokens": int_of(found.get("completion_tokens")),
            "cached_tokens": int_of(prompt.get("cached_tokens")),
            "reasoning_tokens": int_of(completion.get("reasoning_tokens")),
        }
    counts["cost"] = float_of(found.get("cost", found.get("total_cost")))
    return {name: value for name, value in counts.items() if value is not None and value >= 0}


def _of_input(found: dict[str, Any]) -> dict[str, Any]:
    """Of Anthropic, where cached tokens stand beside the others; or of OpenAI's Responses or LangChain, within them."""
    prompt, cached = int_of(found.get("input_tokens")), int_of(found.get("cache_read_input_tokens"))
    written = int_of(found.get("cache_creation_input_tokens"))
    inner = dict_of(found.get("input_tokens_details", found.get("input_token_details")))
    outer = dict_of(found.get("output_tokens_details", found.get("output_token_details")))
    if prompt is not None:
        prompt += (cached or 0) + (written or 0)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": int_of(found.get("output_tokens")),
        "cached_tokens": int_of(inner.get("cached_tokens", inner.get("cache_read"))) if cached is None else cached,
        "reasoning_tokens": int_of(outer.get("reasoning_tokens", outer.get("reasoning"))),
    }
