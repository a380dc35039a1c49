"""One asking, of one model about one trace: its identity before the model is asked, and whether it was asked before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracewalk.model import PredictionIdentity
from tracewalk.predict.ask import Ask

if TYPE_CHECKING:
    from tracewalk.lake import Lake
    from tracewalk.predict.config import EndpointConfig
    from tracewalk.predict.server import ServerInfo

__all__ = ["AGAIN", "Asked", "next_try"]

AGAIN = ("cancelled", "failed")
"""Endings after which the same may be asked again, as a further attempt."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of whom."""

    ask: Ask
    identity: PredictionIdentity
    model: str
    endpoint: str
    known: bool = False
    """The lake has the whole of it already."""

    @property
    def seed(self) -> int:
        """Of this sample: each has its own."""
        return self.ask.seed + self.identity.sample


def next_try(lake: Lake, config: EndpointConfig, info: ServerInfo, ask: Ask, trace_id: str, sample: int = 0) -> Asked:
    """The next attempt at a prediction; the one that the lake has, where that is whole."""
    attempt = 0
    while True:
        identity = ask.identity(trace_id, config.fingerprint or info.fingerprint, config.protocol, sample, attempt)
        known = lake.has_prediction(identity.prediction_id)
        if not known or lake.prediction(identity.prediction_id)["ended"] not in AGAIN:
            return Asked(ask, identity, info.model or config.name, config.name, known)
        attempt += 1
