"""What Inspect says of tokens and cost -> the columns of a turn or a trajectory."""

from __future__ import annotations

from typing import Any

from tracewalk.importers.given import dict_of, float_of, int_of

__all__ = ["total_of", "usage_of"]


def usage_of(given: Any) -> dict[str, Any]:
    """Tokens and cost of one usage; nothing where it is none.

    Some servers' `input_tokens` are without those of the cache; `total_tokens` tells which.
    """
    usage = dict_of(given)
    sent, made, read, written, total = (
        _count(usage.get(name))
        for name in (
            "input_tokens", "output_tokens", "input_tokens_cache_read", "input_tokens_cache_write", "total_tokens"
        )
    )  # fmt: skip
    if sent is None and made is None:
        return {}
    cached = (read or 0) + (written or 0)
    beside = total is not None and total == (sent or 0) + (made or 0) + cached
    return {
        "prompt_tokens": (sent or 0) + cached if cached and (beside or (sent or 0) < cached) else sent,
        "completion_tokens": made,
        "cached_tokens": read,
        "reasoning_tokens": _count(usage.get("reasoning_tokens")),
        "cost": _cost(usage.get("total_cost")),
    }


def total_of(given: Any) -> dict[str, Any]:
    """The sum over all models of a sample's `model_usage`."""
    each = [found for usage in dict_of(given).values() if (found := usage_of(usage))]
    total: dict[str, Any] = {}
    for usage in each:
        for name, value in usage.items():
            if value is not None:
                total[name] = total.get(name, 0) + value
    return {name: value if name == "cost" else int_of(value) for name, value in total.items()}


def _count(value: Any) -> int | None:
    number = int_of(value)
    return number if number is not None and number >= 0 else None


def _cost(value: Any) -> float | None:
    number = float_of(value)
    return number if number is not None and number >= 0 else None
