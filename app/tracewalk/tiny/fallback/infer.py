"""A llama network in numpy: what runs the tiny model where xllamacpp cannot be installed.

RMSNorm, rotary embedding of neighbouring pairs, attention, SwiGLU, as llama.cpp computes the architecture `llama`
(Touvron et al. 2023, arXiv 2302.13971). All in float32; the gains of the norms are multiplied into the weights.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tracewalk.errors import ModelError
from tracewalk.frozen import frozen
from tracewalk.tiny.gguf_file import Gguf

__all__ = ["Network", "Seen"]

Floats = npt.NDArray[np.float32]

_AT_ONCE = 256
"""Tokens of a prompt that go through the network together: bounds the memory that attention takes."""


@frozen
class _Layer:
    """Weights as (in, out), so that a row of activations is multiplied from the left."""

    qkv: Floats
    out: Floats
    gate_up: Floats
    down: Floats


class Seen:
    """The keys and values of the tokens seen so far: arrays (layers, heads, context, width of a head)."""

    def __init__(self, layers: int, heads: int, context: int, width: int) -> None:
        self.ids: list[int] = []
        self.keys: Floats = np.zeros((layers, heads, context, width), np.float32)
        self.values: Floats = np.zeros_like(self.keys)

    def common(self, ids: Sequence[int]) -> int:
        """How many ids at the beginning are those that were seen."""
        pairs = zip(self.ids, ids, strict=False)
        return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(self.ids), len(ids)))

    def keep(self, count: int) -> None:
        """Forgets all but the first tokens."""
        del self.ids[count:]


class Network:
    """The weights of a model. Raises `ModelError` for an architecture that only llama.cpp knows."""

    def __init__(self, model: Gguf) -> None:
        if model.architecture != "llama":
            raise _needs_llamacpp(model, f"of architecture {model.architecture!r}")
        self.heads = int(model.setting("attention.head_count"))
        width = int(model.setting("embedding_length"))
        if int(model.metadata.get("llama.attention.head_count_kv", self.heads)) != self.heads:
            raise _needs_llamacpp(model, "with grouped attention")
        if self.heads < 1 or width % (2 * self.heads):
            raise ModelError(f"{model.path} says a width of {width} and {self.heads} heads; export the model again.")
        self.head_width = width // self.heads
        self.epsilon = float(model.setting("attention.layer_norm_rms_epsilon"))
        self.embedding = model.tensor("token_embd.weight")
        head = model.tensor("output.weight") if "output.weight" in model.tensors else self.embedding
        self.head = np.ascontiguousarray((head * model.tensor("output_norm.weight")).T)
        self.layers = [_layer(model, i) for i in range(int(model.setting("block_count")))]
        self.rope_base = float(model.metadata.get("llama.rope.freq_base", 10_000.0))

    def seen(self, context: int) -> Seen:
        """An empty memory for so many tokens."""
        return Seen(len(self.layers), self.heads, context, self.head_width)

    def logits(self, ids: Sequence[int], seen: Seen) -> Floats:
        """Of the token after `ids`, which follow what was seen and are added to it. Needs one id or more."""
        hidden = np.empty(0, np.float32)
        for first in range(0, len(ids), _AT_ONCE):
            hidden = self._hidden(ids[first : first + _AT_ONCE], seen)
        scores: Floats = hidden @ self.head
        return scores

    def _hidden(self, ids: Sequence[int], seen: Seen) -> Floats:
        """The normalised last row of activations."""
        start, end = len(seen.ids), len(seen.ids) + len(ids)
        if end > seen.keys.shape[2]:
            raise ModelError(f"{end} tokens are more than the context of {seen.keys.shape[2]}")
        turn = self._rotation(start, end)
        # Token i sees those before it and itself.
        hidden_from = np.where(np.arange(end) > np.arange(start, end)[:, None], np.float32(-1e9), np.float32(0))
        x = self.embedding[np.asarray(ids)]
        for i, layer in enumerate(self.layers):
            x = x + self._attention(self._norm(x), layer, (seen.keys[i], seen.values[i]), start, turn, hidden_from)
            gate, up = np.split(self._norm(x) @ layer.gate_up, 2, axis=1)
            x = x + (gate / (1 + np.exp(-gate)) * up) @ layer.down
        seen.ids.extend(ids)
        last: Floats = self._norm(x[-1])
        return last

    def _attention(
        self, x: Floats, layer: _Layer, memory: tuple[Floats, Floats], start: int, turn: Floats, mask: Floats
    ) -> Floats:
        count, end = len(x), start + len(x)
        # (which of three, heads, tokens, width of a head)
        query, key, value = (x @ layer.qkv).reshape(count, 3, self.heads, -1).transpose(1, 2, 0, 3)
        keys, values = memory
        keys[:, start:end], values[:, start:end] = _turned(key, turn), value
        scores = _turned(query, turn) @ keys[:, :end].transpose(0, 2, 1) / np.float32(self.head_width**0.5) + mask
        weights = np.exp(scores - scores.max(-1, keepdims=True))
        weights /= weights.sum(-1, keepdims=True)
        mixed = (weights @ values[:, :end]).transpose(1, 0, 2).reshape(count, -1)
        out: Floats = mixed @ layer.out
        return out

    def _norm(self, x: Floats) -> Floats:
        scaled: Floats = x / np.sqrt((x * x).mean(-1, keepdims=True) + np.float32(self.epsilon))
        return scaled

    def _rotation(self, start: int, end: int) -> Floats:
        """Cosines and sines by position: (2, tokens, half the width of a head)."""
        speed = self.rope_base ** (-np.arange(0, self.head_width, 2) / self.head_width)
        angle = np.outer(np.arange(start, end), speed)
        return np.stack([np.cos(angle), np.sin(angle)]).astype(np.float32)


def _turned(x: Floats, turn: Floats) -> Floats:
    """Rotary embedding (Su et al. 2021, arXiv 2104.09864): pair (2i, 2i + 1) turned by its position's angle."""
    cosine, sine = turn
    even, odd = x[..., 0::2], x[..., 1::2]
    out = np.empty_like(x)
    out[..., 0::2], out[..., 1::2] = even * cosine - odd * sine, even * sine + odd * cosine
    return out


def _layer(model: Gguf, i: int) -> _Layer:
    def weight(name: str) -> Floats:
        return model.tensor(f"blk.{i}.{name}.weight")

    qkv = np.concatenate([weight("attn_q"), weight("attn_k"), weight("attn_v")]) * weight("attn_norm")
    gate_up = np.concatenate([weight("ffn_gate"), weight("ffn_up")]) * weight("ffn_norm")
    turned = (np.ascontiguousarray(w.T) for w in (qkv, weight("attn_output"), gate_up, weight("ffn_down")))
    return _Layer(*turned)


def _needs_llamacpp(model: Gguf, what: str) -> ModelError:
    return ModelError(f"{model.path} is a model {what}, which needs llama.cpp: pip install 'tracewalk[model]'.")
