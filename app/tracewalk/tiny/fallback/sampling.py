"""Choosing the next token: greedy, or by llama.cpp's usual chain of top-k, top-p, min-p and temperature."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tracewalk.frozen import frozen

__all__ = ["Sampling", "choose", "log_probabilities"]

Floats = npt.NDArray[np.float32]


@frozen
class Sampling:
    """How a token is chosen; the defaults are llama.cpp's. Temperature 0 takes the likeliest."""

    temperature: float = 0.8
    top_k: int = 40
    top_p: float = 0.95
    min_p: float = 0.05


def choose(logits: Floats, how: Sampling, rng: np.random.Generator) -> int:
    """The next token's id."""
    if how.temperature <= 0:
        return int(logits.argmax())
    order = np.argsort(-logits, kind="stable")[: how.top_k if how.top_k > 0 else None]
    shares = _shares(logits[order])
    # Top-p keeps the fewest whose shares reach p; min-p those with a fair part of the best one's share. One stays.
    kept = (np.cumsum(shares) - shares < how.top_p) & (shares >= how.min_p * shares[0])
    kept[0] = True
    order = order[kept]
    return int(rng.choice(order, p=_shares(logits[order] / how.temperature)))


def log_probabilities(logits: Floats) -> Floats:
    """The natural logarithms of all tokens' probabilities, at temperature 1."""
    centred = logits - logits.max()
    found: Floats = centred - np.log(np.exp(centred).sum())
    return found


def _shares(logits: Floats) -> npt.NDArray[np.float64]:
    weights = np.exp(logits.astype(np.float64) - logits.max())
    found: npt.NDArray[np.float64] = weights / weights.sum()
    return found
