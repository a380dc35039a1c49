"""The optimisers: Muon for matrices within the network, AdamW for the embedding and the gains.

Muon: momentum whose update is made orthogonal by Newton-Schulz steps (Jordan et al. 2024,
https://kellerjordan.github.io/posts/muon/); its size is scaled to that of AdamW (arXiv 2502.16982).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

__all__ = ["Optimisers"]

_COEFFICIENTS = (3.4445, -4.7750, 2.0315)
"""Of the Newton-Schulz polynomial, which brings all singular values near 1 in five steps."""


class Optimisers:
    """Both, stepped together with one learning rate."""

    def __init__(self, network: Any) -> None:
        named = list(network.named_parameters())
        is_matrix = {name: weight.ndim == 2 and not name.startswith("embedding") for name, weight in named}
        self.muon = _Muon([weight for name, weight in named if is_matrix[name]])
        others = [weight for name, weight in named if not is_matrix[name]]
        self.adam = torch.optim.AdamW(others, lr=0.0, betas=(0.9, 0.98), weight_decay=0.0)

    def step(self, rate: float) -> None:
        """Moves all weights by their gradients."""
        self.muon.step(rate)
        for group in self.adam.param_groups:
            group["lr"] = rate
        self.adam.step()

    def state(self) -> dict[str, Any]:
        """For a checkpoint."""
        return {"muon": self.muon.momenta, "adam": self.adam.state_dict()}

    def load(self, state: dict[str, Any]) -> None:
        """From a checkpoint."""
        self.muon.momenta = state["muon"]
        self.adam.load_state_dict(state["adam"])


class _Muon:
    """Matrices of one shape are moved together."""

    def __init__(self, weights: Sequence[Any], momentum: float = 0.95, decay: float = 0.01) -> None:
        self.momentum, self.decay = momentum, decay
        self.groups: dict[tuple[int, int], list[Any]] = {}
        for weight in weights:
            self.groups.setdefault(tuple(weight.shape), []).append(weight)
        self.momenta = {shape: torch.zeros(len(group), *shape) for shape, group in self.groups.items()}

    def step(self, rate: float) -> None:
        with torch.no_grad():
            for shape, group in self.groups.items():
                gradients = torch.stack([weight.grad for weight in group])
                momentum = self.momenta[shape].lerp_(gradients, 1 - self.momentum)
                updates = _orthogonal(gradients.lerp(momentum, self.momentum))  # Nesterov's look ahead
                scale = 0.2 * max(shape) ** 0.5
                for weight, update in zip(group, updates, strict=True):
                    weight.mul_(1 - rate * self.decay).add_(update, alpha=-rate * scale)


def _orthogonal(batch: Any) -> Any:
    """Each matrix with its singular values brought near 1; (count, rows, columns)."""
    is_tall = batch.shape[1] > batch.shape[2]
    x = batch.transpose(1, 2) if is_tall else batch
    x = (x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)).bfloat16()
    a, b, c = _COEFFICIENTS
    for _ in range(5):
        square = x @ x.transpose(1, 2)
        x = a * x + (b * square + c * square @ square) @ x
    return (x.transpose(1, 2) if is_tall else x).float()
