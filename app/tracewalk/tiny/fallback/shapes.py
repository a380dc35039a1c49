"""The JSON that the numpy engine answers with: the fields that llama.cpp's server gives a client, in its own shapes."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tracewalk.tiny.fallback.saying import Token
from tracewalk.tiny.tokenizer import Tokenizer

__all__ = ["Answer", "models", "properties"]


@dataclass
class Answer:
    """One completion, whole or in chunks; it knows what stays the same in all of them."""

    model: str
    tokenizer: Tokenizer
    prompt: int
    """Tokens of the prompt."""
    cached: int
    """Of these, how many were remembered."""
    id: str = field(default_factory=lambda: f"cmpl-{secrets.token_hex(16)}")
    created: int = field(default_factory=lambda: int(time.time()))
    began: float = field(default_factory=time.perf_counter)

    def chunk(self, text: str, tokens: Iterable[Token] | None, ended: str | None = None) -> dict[str, Any]:
        """A piece of the answer; `tokens` None leaves log-probabilities out."""
        content = [self._token(t) for t in tokens] if tokens is not None else []
        choice = {
            "text": text,
            "index": 0,
            "logprobs": {"content": content} if content else None,
            "finish_reason": ended,
        }
        return {
            "choices": [choice],
            "created": self.created,
            "model": self.model,
            "system_fingerprint": "tracewalk-numpy",
            "object": "text_completion",
            "id": self.id,
        }

    def last(self, text: str, tokens: Iterable[Token] | None, ended: str, count: int) -> dict[str, Any]:
        """The whole answer, or its last chunk: with what it took."""
        usage = {
            "completion_tokens": count,
            "prompt_tokens": self.prompt,
            "total_tokens": self.prompt + count,
            "prompt_tokens_details": {"cached_tokens": self.cached},
        }
        spent = max(time.perf_counter() - self.began, 1e-9)
        timings = {
            "cache_n": self.cached,
            "prompt_n": self.prompt - self.cached,
            "predicted_n": count,
            "predicted_ms": round(1000 * spent, 3),
            "predicted_per_second": round(count / spent, 3),
        }
        return self.chunk(text, tokens, ended) | {"usage": usage, "timings": timings}

    def _token(self, said: Token) -> dict[str, Any]:
        likeliest = [self._likely(i, logprob) for i, logprob in said.likeliest]
        return self._likely(said.id, said.logprob) | {"top_logprobs": likeliest}

    def _likely(self, token: int, logprob: float) -> dict[str, Any]:
        piece = self.tokenizer.piece(token)
        return {"id": token, "token": piece.decode("utf-8", "replace"), "bytes": list(piece), "logprob": logprob}


def models(name: str, context: int, vocabulary: int) -> dict[str, Any]:
    """What `/v1/models` answers."""
    meta = {"n_vocab": vocabulary, "n_ctx": context, "n_ctx_train": context}
    model = {"id": name, "aliases": [name], "object": "model", "created": 0, "owned_by": "tracewalk", "meta": meta}
    return {"object": "list", "data": [model]}


def properties(name: str, path: str, context: int, slots: int, begin: str, end: str) -> dict[str, Any]:
    """What `/props` answers."""
    return {
        "default_generation_settings": {"n_ctx": context},
        "total_slots": slots,
        "model_alias": name,
        "model_path": path,
        "bos_token": begin,
        "eos_token": end,
        "build_info": "tracewalk-numpy",
    }
