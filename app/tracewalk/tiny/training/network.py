"""The network that is trained: llama's architecture in PyTorch, so that llama.cpp runs the result as it is.

RMSNorm before each block, rotary embedding, SwiGLU, no biases, the embedding tied to the output (arXiv 2302.13971).
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn import functional

from tracewalk.frozen import frozen
from tracewalk.tiny.vocabulary import SIZE

__all__ = ["CONFIGS", "EPSILON", "ROPE_BASE", "Config", "Network"]

EPSILON = 1e-5
ROPE_BASE = 10_000.0


@frozen
class Config:
    """The shape of a network."""

    width: int
    layers: int
    heads: int
    inner: int
    """Width of the feed-forward part."""
    context: int = 1536
    vocabulary: int = SIZE


CONFIGS = {
    "test": Config(width=32, layers=2, heads=2, inner=64),
    "1m": Config(width=128, layers=6, heads=4, inner=320),
    "2m": Config(width=160, layers=7, heads=5, inner=416),
    "3m": Config(width=192, layers=7, heads=6, inner=512),
}
"""By their millions of parameters; `3m` is the committed model's, `test` learns nothing."""


class Network(nn.Module):
    """A causal language model. Takes ids (batch, tokens), gives logits (batch, tokens, vocabulary)."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary, config.width)
        self.blocks = nn.ModuleList(_Block(config) for _ in range(config.layers))
        self.norm = _Norm(config.width)
        cosine, sine = _rotation(config.context, config.width // config.heads)
        self.register_buffer("cosine", cosine, persistent=False)
        self.register_buffer("sine", sine, persistent=False)
        for name, weight in self.named_parameters():
            if weight.ndim == 2:  # what adds to the residual stream begins smaller, the more blocks there are
                scale = (2 * config.layers) ** -0.5 if name.endswith(("out.weight", "down.weight")) else 1.0
                nn.init.normal_(weight, std=0.03 * scale)

    def hidden(self, ids: Any) -> Any:
        """The last layer's normalised activations: (batch, tokens, width)."""
        count = ids.shape[1]
        x = self.embedding(ids)
        if torch.is_autocast_enabled("cpu"):
            x = x.to(torch.bfloat16)
        cosine, sine = self.cosine[:count].to(x.dtype), self.sine[:count].to(x.dtype)
        for block in self.blocks:
            x = block(x, cosine, sine)
        return self.norm(x)

    def forward(self, ids: Any) -> Any:
        """Logits of the token after each."""
        return self.hidden(ids) @ self.embedding.weight.t()


class _Norm(nn.Module):
    """Root mean square norm with a gain."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.gain = nn.Parameter(torch.ones(width))

    def forward(self, x: Any) -> Any:
        return functional.rms_norm(x, (x.shape[-1],), self.gain.to(x.dtype), EPSILON)


class _Block(nn.Module):
    """Attention, then the feed-forward part; each adds to what came in."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        width, inner = config.width, config.inner
        self.heads = config.heads
        self.attention_norm, self.inner_norm = _Norm(width), _Norm(width)
        self.query, self.key, self.value, self.out = (nn.Linear(width, width, bias=False) for _ in range(4))
        self.gate, self.up = nn.Linear(width, inner, bias=False), nn.Linear(width, inner, bias=False)
        self.down = nn.Linear(inner, width, bias=False)

    def forward(self, x: Any, cosine: Any, sine: Any) -> Any:
        x = x + self._attention(self.attention_norm(x), cosine, sine)
        inner = self.inner_norm(x)
        return x + self.down(functional.silu(self.gate(inner)) * self.up(inner))

    def _attention(self, x: Any, cosine: Any, sine: Any) -> Any:
        batch, count, width = x.shape
        parts = (part(x).view(batch, count, self.heads, -1).transpose(1, 2) for part in self._parts())
        query, key, value = parts
        query, key = _turned(query, cosine, sine), _turned(key, cosine, sine)
        mixed = functional.scaled_dot_product_attention(query, key, value, is_causal=True)
        return self.out(mixed.transpose(1, 2).reshape(batch, count, width))

    def _parts(self) -> tuple[Any, Any, Any]:
        return self.query, self.key, self.value


def _rotation(length: int, width: int) -> tuple[Any, Any]:
    """Cosines and sines (length, width of a head) for pairs (i, i + half): faster here than neighbours.

    llama.cpp turns neighbouring pairs; the export reorders the rows of queries and keys.
    """
    speed = 1.0 / ROPE_BASE ** (torch.arange(0, width, 2).float() / width)
    angle = torch.outer(torch.arange(length).float(), speed)
    return torch.cat([angle.cos(), angle.cos()], -1), torch.cat([-angle.sin(), angle.sin()], -1)


def _turned(x: Any, cosine: Any, sine: Any) -> Any:
    half = x.shape[-1] // 2
    return x * cosine + torch.cat([x[..., half:], x[..., :half]], -1) * sine
