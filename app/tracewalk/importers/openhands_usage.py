"""Tokens and costs of OpenHands: of one answer as the server told them, and of sums that only grow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tracewalk.frozen import frozen
from tracewalk.importers.given import dict_of, float_of, int_of, list_of, text_of

__all__ = ["Usage", "cumulative", "of_answers", "tokens_of"]


@frozen
class Usage:
    """Tokens, and their price in US dollars."""

    prompt: int | None
    completion: int | None
    cached: int | None
    reasoning: int | None
    cost: float | None
    window: int | None = None
    """Tokens that the model's context holds."""

    @classmethod
    def of(cls, metrics: dict[str, Any]) -> Usage:
        """The sums of a `metrics`, of all answers so far."""
        tokens = dict_of(metrics.get("accumulated_token_usage"))
        window = _count(tokens.get("context_window"))
        return cls(
            _count(tokens.get("prompt_tokens")), _count(tokens.get("completion_tokens")),
            _count(tokens.get("cache_read_tokens")), _count(tokens.get("reasoning_tokens")),
            float_of(metrics.get("accumulated_cost")), window or None,
        )  # fmt: skip

    def since(self, before: Usage | None) -> Usage:
        """What was used since; None where a sum is not known or shrank, as where another agent's sums are told."""
        if before is None:
            return self
        cost = None
        if self.cost is not None and self.cost >= (before.cost or 0.0):
            cost = self.cost - (before.cost or 0.0)
        return Usage(
            _grown(self.prompt, before.prompt), _grown(self.completion, before.completion),
            _grown(self.cached, before.cached), _grown(self.reasoning, before.reasoning), cost, self.window,
        )  # fmt: skip


def _count(value: Any) -> int | None:
    number = int_of(value)
    return number if number is not None and number >= 0 else None


def _grown(now: int | None, before: int | None) -> int | None:
    return None if now is None or now < (before or 0) else now - (before or 0)


def cumulative(facts: dict[str, Any], metrics: dict[str, Any]) -> Usage:
    """What was used since the sums were told last; `facts` remembers them."""
    now = Usage.of(metrics)
    before = facts.get("sums")
    facts["sums"] = now
    return now.since(before)


def tokens_of(usage: dict[str, Any]) -> tuple[int | None, int | None, int | None, int | None]:
    """From an answer's `usage`: tokens of the prompt, cached ones included, of the completion, cached, of reasoning."""
    cached = _count(dict_of(usage.get("prompt_tokens_details")).get("cached_tokens"))
    if cached is None:
        cached = _count(usage.get("cache_read_input_tokens", usage.get("cache_read_tokens")))
    reasoning = _count(dict_of(usage.get("completion_tokens_details")).get("reasoning_tokens"))
    if reasoning is None:
        reasoning = _count(usage.get("reasoning_tokens"))
    return _count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens")), cached, reasoning


@dataclass(slots=True)
class Answer:
    """What a run's `metrics` say of one answer of the model."""

    tokens: tuple[int | None, int | None, int | None, int | None] = (None, None, None, None)
    seconds: float | None = None
    cost: float | None = None


def of_answers(metrics: dict[str, Any]) -> dict[str, Answer]:
    """What is said of each answer, by its id. Costs name no answer: they are told in the order of the tokens."""
    found: dict[str, Answer] = {}
    usages, costs = list_of(metrics.get("token_usages")), list_of(metrics.get("costs"))
    for number, usage in enumerate(map(dict_of, usages)):
        if key := text_of(usage.get("response_id")):
            answer = found.setdefault(key, Answer())
            answer.tokens = tokens_of(usage)
            if len(costs) == len(usages):
                answer.cost = float_of(dict_of(costs[number]).get("cost"))
    for latency in map(dict_of, list_of(metrics.get("response_latencies"))):
        if key := text_of(latency.get("response_id")):
            found.setdefault(key, Answer()).seconds = float_of(latency.get("latency"))
    return found
