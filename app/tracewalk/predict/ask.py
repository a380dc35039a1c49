"""What is asked of a model, and which true steps that concerns."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from tracewalk.errors import UsageError
from tracewalk.frozen import frozen
from tracewalk.model import MODES, PredictionIdentity
from tracewalk.predict.chat_format import CHAT_PROMPT_VERSION

__all__ = ["PROMPT_VERSION", "Ask", "prompt_version"]

PROMPT_VERSION = 1
"""Of the prompts of protocol `cwm`; raised when the same trace would be put to a model in other words."""

_MOST = 2**31 - 1
"""Servers take no larger number."""
_CHOICE = re.compile(r"(every|max):([1-9][0-9]{0,8})")


def prompt_version(protocol: str) -> int:
    """Of the prompts of a protocol."""
    return CHAT_PROMPT_VERSION if protocol == "chat" else PROMPT_VERSION


@frozen
class Ask:
    """One way of asking. Raises `UsageError` where its parts do not fit."""

    mode: str = "full"
    from_step: int | None = None
    """The true prefix ends before this step. Mode return: the first call from it on is the one to return from."""
    steps: str | None = None
    """Mode step: `every:N` or `max:M` of the true steps; None: all."""
    temperature: float = 0.0
    top_p: float = 1.0
    max_tokens: int | None = None
    """Of one answer; None: what the true one would take, and as much again."""
    constrain: bool = False
    seed: int = 0

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise UsageError(f"mode {self.mode!r} is none; there are: {', '.join(MODES)}")
        if self.steps is not None:
            if self.mode != "step":
                raise UsageError(f"--steps {self.steps} goes with --mode step, not {self.mode}")
            self.chosen(())
        if not 0 <= self.temperature <= 10 or not 0 < self.top_p <= 1:
            raise UsageError(
                f"temperature {self.temperature} must be from 0 to 10, top_p {self.top_p} above 0, up to 1"
            )
        if self.max_tokens is not None and not 1 <= self.max_tokens <= _MOST:
            raise UsageError(f"max_tokens {self.max_tokens} must be at least 1, and at most {_MOST:,}")
        if not 0 <= self.seed <= _MOST:
            raise UsageError(f"seed {self.seed} must be from 0 to {_MOST:,}")
        if self.constrain and self.mode == "score":
            raise UsageError("--constrain goes with what a model says; in --mode score it says nothing")

    def chosen(self, among: Sequence[int]) -> list[int]:
        """Mode step: those of the indexes that are asked for, spread evenly where they are `max:M`."""
        if self.steps is None:
            return list(among)
        found = _CHOICE.fullmatch(self.steps)
        if found is None:
            raise UsageError(f"--steps {self.steps[:60]!r} must be every:N or max:M, e.g. every:10 or max:32")
        kind, count = found[1], int(found[2])
        if kind == "every":
            return list(among[::count])
        return list(among) if len(among) <= count else [among[i * len(among) // count] for i in range(count)]

    def params(self) -> str:
        """What changes the words of the model, as canonical JSON; the seed and the mode stand beside it."""
        given = {
            "constrain": self.constrain or None,
            "from_step": self.from_step,
            "max_tokens": self.max_tokens,
            "steps": self.steps,
            "temperature": float(self.temperature) + 0.0,  # neither 0 nor -0.0 is another temperature than 0.0
            "top_p": float(self.top_p) if self.temperature else None,
        }
        return json.dumps({k: v for k, v in given.items() if v is not None}, sort_keys=True, separators=(",", ":"))

    def identity(
        self, trace_id: str, fingerprint: str, protocol: str, sample: int = 0, attempt: int = 0
    ) -> PredictionIdentity:
        """Of the prediction that this asking gives."""
        version, seed = prompt_version(protocol), self.seed if self.temperature else 0
        return PredictionIdentity(
            trace_id, fingerprint, protocol, version, self.mode, self.params(), seed, sample, attempt
        )  # fmt: skip
