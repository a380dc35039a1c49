"""What a training needs to go on where it was: weights, optimisers, time spent, seeds used."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch

from tracewalk.errors import ModelError
from tracewalk.tiny.training.data import FIRST_SEED
from tracewalk.tiny.training.muon import Optimisers
from tracewalk.tiny.training.network import Config, Network
from tracewalk.tiny.vocabulary import NEWEST

__all__ = ["Progress", "load", "load_network", "load_progress", "save"]


@dataclass
class Progress:
    """How far a training is."""

    config: str
    vocabulary: int = NEWEST
    step: int = 0
    minutes: float = 0.0
    """Spent training, over all sittings."""
    tokens: int = 0
    """Seen, with padding."""
    trained: int = 0
    """Tokens in the loss."""
    documents: int = 0
    next_seed: int = FIRST_SEED
    """Of the next shard: what was left of the last one is not seen again."""
    keys: set[int] = field(default_factory=set, repr=False)
    """Of all programs seen, up to renaming."""

    def summary(self) -> dict[str, Any]:
        """For people and for the exported file."""
        named = ("config", "vocabulary", "step", "minutes", "tokens", "trained", "documents")
        return {name: value for name, value in asdict(self).items() if name in named}


def save(path: Path, network: Network, optimisers: Optimisers, progress: Progress) -> None:
    """Writes a checkpoint, whole or not at all."""
    part = path.with_suffix(".part")
    state = {
        "config": asdict(network.config),
        "network": network.state_dict(),
        "optimisers": optimisers.state(),
        "progress": {**asdict(progress), "keys": torch.tensor(sorted(_signed(k) for k in progress.keys))},
        "draws": torch.get_rng_state(),
    }
    torch.save(state, part)
    part.replace(path)


def load(path: Path, network: Network, optimisers: Optimisers) -> Progress:
    """Reads a checkpoint into a network and its optimisers."""
    state = _read(path)
    network.load_state_dict(state["network"])
    optimisers.load(state["optimisers"])
    torch.set_rng_state(state["draws"])
    return _progress(state)


def load_network(path: Path) -> tuple[Network, Progress]:
    """The network of a checkpoint, for use, and how far it was trained."""
    state = _read(path)
    network = Network(Config(**state["config"]))
    network.load_state_dict(state["network"])
    network.eval()
    return network, _progress(state)


def load_progress(path: Path) -> Progress:
    """How far a checkpoint was trained."""
    return _progress(_read(path))


def _progress(state: dict[str, Any]) -> Progress:
    progress = state["progress"]
    return Progress(**progress | {"keys": {key % 2**64 for key in progress["keys"].tolist()}})


def _read(path: Path) -> dict[str, Any]:
    try:
        state: dict[str, Any] = torch.load(path, weights_only=True)
    except (OSError, RuntimeError, ValueError, KeyError, EOFError, UnpicklingError) as why:
        reason = str(why).partition("\n")[0]
        raise ModelError(f"{path} is no checkpoint that can be read: {reason}; remove it to begin anew") from None
    return state


def _signed(key: int) -> int:
    return key - 2**64 if key >= 2**63 else key
