"""The numpy engine says what llama.cpp says, but for ties that a rounding decides."""

from __future__ import annotations

import httpx
import numpy as np
import pytest

from tracewalk.cwm import render_step
from tracewalk.errors import ModelError
from tracewalk.tiny import MODEL_FILE, serving
from tracewalk.tiny.fallback.infer import Network
from tracewalk.tiny.gguf_file import Gguf, read_gguf
from tracewalk.tiny.overlap import held_out
from tracewalk.tiny.tokenizer import Tokenizer


def prompts() -> list[str]:
    """Before the first, the middle and the last step of eight documents."""
    return [
        document.prompt + "".join(map(render_step, document.steps[:upto]))
        for document in held_out(8)
        for upto in (0, len(document.steps) // 2, len(document.steps) - 1)
    ]


def greedy(engine: str, texts: list[str]) -> list[tuple[str, float]]:
    """What each engine says, and the log-probability of its first token."""
    found = []
    with serving(engine=engine) as served, httpx.Client(base_url=served.url, timeout=60) as client:
        for text in texts:
            asked = {"prompt": text, "max_tokens": 120, "temperature": 0, "stop": ["<|frame_sep|>"], "logprobs": 1}
            (choice,) = client.post("/v1/completions", json=asked).json()["choices"]
            found.append((choice["text"], choice["logprobs"]["content"][0]["logprob"]))
    return found


def test_greedy_steps_of_both_engines_are_the_same() -> None:
    pytest.importorskip("xllamacpp")
    theirs, ours = (greedy(engine, prompts()) for engine in ("llama.cpp", "numpy"))
    assert len(ours) == 24
    assert sum(a == b for (a, _), (b, _) in zip(theirs, ours, strict=True)) >= 23
    assert np.allclose([p for _, p in theirs], [p for _, p in ours], atol=0.02)


def test_what_was_seen_before_changes_nothing() -> None:
    model = read_gguf(MODEL_FILE)
    network, ids = Network(model), Tokenizer.of_gguf(model.metadata).encode(prompts()[1])
    at_once = network.logits(ids, network.seen(1536))
    seen = network.seen(1536)
    network.logits(ids[:100], seen)
    network.logits([7, 8, 9], seen)  # to be forgotten
    assert seen.common(ids) == 100
    seen.keep(seen.common(ids))
    in_parts = [network.logits([i], seen) for i in ids[100:]][-1]
    assert np.allclose(at_once, in_parts, atol=1e-4)


def test_more_than_the_context_and_other_architectures_are_refused() -> None:
    model = read_gguf(MODEL_FILE)
    network = Network(model)
    with pytest.raises(ModelError, match="11 tokens are more than the context of 10"):
        network.logits(range(11), network.seen(10))
    for change in ({"general.architecture": "qwen2"}, {"llama.attention.head_count_kv": 2}):
        other = Gguf(model.path, {**model.metadata, **change}, model.tensors, model.data)
        with pytest.raises(ModelError, match=r"needs llama\.cpp"):
            Network(other)
