"""A score while training: how many steps of held-out programs are right, the true ones before each given."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch

from tracewalk.tiny.baseline import is_middle
from tracewalk.tiny.tokenizer import Tokenizer
from tracewalk.tiny.training.data import IGNORED, Encoded, packed
from tracewalk.tiny.training.network import Network

__all__ = ["forced_score"]

Bools = npt.NDArray[np.bool_]

_AT_ONCE = 10
_FRAME = Tokenizer.of_version().ids["<|frame_sep|>"]
"""The separators have the same ids in every version."""


def forced_score(network: Network, held: Sequence[Encoded], padding: int) -> dict[str, float]:
    """Shares of steps, of middle steps and of whole traces that are right to the last token, greedily."""
    steps, middle, whole = list[bool](), list[bool](), list[bool]()
    network.eval()
    for first in range(0, len(held), _AT_ONCE):
        batch = held[first : first + _AT_ONCE]
        for document, right in zip(batch, _right(network, batch, padding), strict=True):
            hits = _hits(document, right)
            steps += hits
            middle += [hit for k, hit in enumerate(hits) if is_middle(k, len(hits))]
            whole.append(all(hits))
    network.train()
    return {"step": _share(steps), "step_middle": _share(middle), "whole": _share(whole)}


def _right(network: Network, batch: Sequence[Encoded], padding: int) -> Bools:
    """(documents, tokens): whether the token after each is foreseen; true where nothing is to be."""
    ids, targets = map(torch.from_numpy, packed(batch, padding))
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        foreseen = network(ids).argmax(-1)
    right: Bools = ((foreseen == targets) | (targets == IGNORED)).numpy()
    return right


def _hits(document: Encoded, right: Bools) -> list[bool]:
    """Of each step, whether all its tokens are foreseen."""
    ends = [i for i in range(document.start, len(document.ids)) if document.ids[i] == _FRAME]
    begins = [document.start, *(end + 1 for end in ends[:-1])]
    return [bool(right[begin - 1 : end].all()) for begin, end in zip(begins, ends, strict=True)]


def _share(hits: Sequence[bool]) -> float:
    return round(sum(hits) / len(hits), 4) if hits else 0.0
