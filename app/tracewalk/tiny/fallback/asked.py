"""What a request to `/v1/completions` asks of the numpy engine, read as llama.cpp's server reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracewalk.frozen import frozen
from tracewalk.tiny.fallback.sampling import Sampling
from tracewalk.tiny.tokenizer import Tokenizer

__all__ = ["Asked", "Refused", "read_asked"]

_ANY_SEED = {-1, 0xFFFF_FFFF}
_NOT_HERE = ("grammar", "json_schema", "response_format", "lora", "logit_bias", "suffix")


class Refused(Exception):
    """A request that is answered with an error: HTTP status, llama.cpp's name for it, further fields."""

    def __init__(self, status: int, kind: str, message: str, **more: int) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"code": status, "message": message, "type": kind, **more}}


@frozen
class Asked:
    """A completion to make."""

    prompt: list[int]
    most: int
    """Tokens that may be said: what is asked, and what the context leaves."""
    how: Sampling
    seed: int | None
    stop: tuple[str, ...]
    alternatives: int | None
    """Of each token, log-probabilities of so many likeliest; None: no log-probabilities."""
    stream: bool
    past_the_end: bool
    """Whether the end-of-text token does not end it (`ignore_eos`)."""


def read_asked(body: Any, tokenizer: Tokenizer, context: int) -> Asked:
    """Reads a request's body. Raises `Refused` for what is malformed, not offered here, or too long."""
    if not isinstance(body, dict):
        raise _invalid("the body must be a JSON object")
    for name in _NOT_HERE:
        if body.get(name):
            raise _invalid(f"{name!r} is not offered by the numpy engine; llama.cpp has it (install xllamacpp)")
    if _number(body, "n", 1) != 1:
        raise _invalid("'n' above 1 is not offered by the numpy engine; send several requests")
    prompt = _prompt(body, tokenizer)
    if len(prompt) >= context:
        raise Refused(
            400,
            "exceed_context_size_error",
            f"request ({len(prompt)} tokens) exceeds the available context size ({context} tokens), try increasing it",
            n_prompt_tokens=len(prompt),
            n_ctx=context,
        )
    wanted = int(_number(body, "max_tokens", _number(body, "n_predict", -1)))
    left = context - len(prompt)
    seed = int(_number(body, "seed", -1))
    return Asked(
        prompt=prompt,
        most=left if wanted < 0 else min(max(1, wanted), left),
        how=_sampling(body),
        seed=None if seed in _ANY_SEED else abs(seed),
        stop=_stop(body),
        alternatives=_alternatives(body),
        stream=bool(body.get("stream")),
        past_the_end=bool(body.get("ignore_eos")),
    )


def _prompt(body: Mapping[str, Any], tokenizer: Tokenizer) -> list[int]:
    prompt = body.get("prompt")
    if isinstance(prompt, str):
        return tokenizer.encode(prompt)
    if isinstance(prompt, list) and len(prompt) == 1 and isinstance(prompt[0], str):
        return tokenizer.encode(prompt[0])
    if not isinstance(prompt, list) or any(not isinstance(i, int) or isinstance(i, bool) for i in prompt):
        raise _invalid('"prompt" must be a string or a list of tokens')
    if any(not tokenizer.piece(i) for i in prompt):
        raise _invalid("Prompt contains invalid tokens")
    return list(prompt)


def _sampling(body: Mapping[str, Any]) -> Sampling:
    usual = Sampling()
    return Sampling(
        _number(body, "temperature", usual.temperature),
        int(_number(body, "top_k", usual.top_k)),
        _number(body, "top_p", usual.top_p),
        _number(body, "min_p", usual.min_p),
    )


def _stop(body: Mapping[str, Any]) -> tuple[str, ...]:
    stop = body.get("stop")
    texts = [stop] if isinstance(stop, str) else stop if isinstance(stop, list) else []
    return tuple(t for t in texts if isinstance(t, str) and t)


def _alternatives(body: Mapping[str, Any]) -> int | None:
    asked = body.get("logprobs")
    if asked is True:
        return 1
    count = int(_number(body, "n_probs", 0)) if asked in {None, False} else int(_number(body, "logprobs", 0))
    return min(count, 512) if count > 0 else None


def _number(body: Mapping[str, Any], name: str, usual: float) -> float:
    found = body.get(name)
    if found is None:
        return usual
    if isinstance(found, bool) or not isinstance(found, int | float) or not -1e15 < found < 1e15:
        raise _invalid(f"Field {name!r}: must be a number, but is {found!r:.40}")
    return found


def _invalid(message: str) -> Refused:
    return Refused(400, "invalid_request_error", message)
