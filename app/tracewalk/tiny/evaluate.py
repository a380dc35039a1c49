"""Measuring a served model: every step after the true ones before it, and every trace by itself.

Greedy, one request after the other, over HTTP to any server of completions. Exact match of text is the measure: a step
is right where event, source line and every value are, as they stand.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, Self

import httpx

from tracewalk.errors import ModelError
from tracewalk.tiny.examples import Example
from tracewalk.tiny.scores import FRAME, Answers, Scores

__all__ = ["Asker", "evaluate"]

_LONGEST_STEP = 250
"""Tokens that one step may take."""


class Asker:
    """A served model, asked greedily."""

    def __init__(self, url: str, context: int) -> None:
        self.context = context
        self.client = httpx.Client(base_url=url, timeout=120.0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def complete(self, prompt: str, most: int, stop: str | None = None) -> tuple[str, int]:
        """What the model says after the prompt, and in how many tokens. Raises `ModelError` where it says nothing."""
        body = {"prompt": prompt, "max_tokens": most, "temperature": 0, **({"stop": [stop]} if stop else {})}
        reply = self._post("/v1/completions", body)
        return reply["choices"][0]["text"], int(reply["usage"]["completion_tokens"])

    def tokens(self, text: str) -> list[int]:
        """The ids of a text's tokens."""
        ids: list[int] = self._post("/tokenize", {"content": text})["tokens"]
        return ids

    def count(self, text: str) -> int:
        """How many tokens a text has."""
        return len(self.tokens(text))

    def fits(self, example: Example) -> bool:
        """Whether prompt and trace fit the context, with some room."""
        return self.count(example.text) <= self.context - 36

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            reply = self.client.post(path, json=body)
            if reply.status_code != 200:
                raise ModelError(f"{self.client.base_url}{path} answered {reply.status_code}: {reply.text[:300]}")
            answer: dict[str, Any] = reply.json()
        except (httpx.HTTPError, ValueError) as why:
            raise ModelError(f"{self.client.base_url}{path} cannot be asked: {why}") from None
        return answer


def evaluate(
    asker: Asker, on: Sequence[Example], *, said: Callable[[int, int], None] = lambda _done, _total: None
) -> dict[str, Any]:
    """The scores of a model on some examples, as JSON: see `Scores`; with its speed. `said` gets done and total."""
    scores, clock = Scores(), _Clock()
    for done, example in enumerate(on):
        said(done, len(on))
        steps = [clock.time("step", asker.complete, example.prompts.before(k), _LONGEST_STEP, FRAME) + FRAME
                 for k in range(len(example.texts))]  # fmt: skip
        start = example.prompts.before(0)
        free = clock.time("free", asker.complete, start, asker.context - asker.count(start))
        scores.add(example, Answers(steps, free))
    said(len(on), len(on))
    return scores.result() | {"speed": clock.result()}


class _Clock:
    """How long requests of a kind took, and how many tokens they gave."""

    def __init__(self) -> None:
        self.spent: dict[str, tuple[int, float, int]] = {}

    def time(self, kind: str, ask: Callable[..., tuple[str, int]], *asked: Any) -> str:
        began = time.perf_counter()
        text, tokens = ask(*asked)
        count, seconds, all_tokens = self.spent.get(kind, (0, 0.0, 0))
        self.spent[kind] = (count + 1, seconds + time.perf_counter() - began, all_tokens + tokens)
        return text

    def result(self) -> dict[str, float]:
        found: dict[str, float] = {}
        for kind, (count, seconds, tokens) in self.spent.items():
            found[f"{kind}_ms"] = round(1000 * seconds / count, 2)
            found[f"{kind}_tokens_per_second"] = round(tokens / seconds)
        return found
