"""One asking, of one model about one trace: its identity before the model is asked, and whether it was asked before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracewalk.model import PredictionIdentity
from tracewalk.predict.ask import Ask
from tracewalk.predict.draft import clean

if TYPE_CHECKING:
    from tracewalk.lake import Lake
    from tracewalk.predict.config import EndpointConfig
    from tracewalk.predict.server import ServerInfo

__all__ = ["AGAIN", "UNSAID", "Asked", "asked_again", "next_try"]

AGAIN = ("cancelled", "failed")
"""Endings after which the same may be asked again, as a further attempt."""

UNSAID = ("does_not_fit", "unsupported", *AGAIN)
"""Endings of what was not said, or not to its end, for no fault of the model's."""


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


def next_try(
    lake: Lake,
    config: EndpointConfig,
    info: ServerInfo,
    ask: Ask,
    trace_id: str,
    sample: int = 0,
    again: Callable[[str], bool] | None = None,
) -> Asked:
    """The next attempt at a prediction; the one that the lake has, where that is whole.

    `again` says whether a prediction that the lake has is to be asked again; by default the lake itself is asked.
    """
    again = again or (lambda known: lake.prediction(known)["ended"] in AGAIN)
    fingerprint, attempt = fingerprint_of(config, info), 0
    while True:
        identity = ask.identity(trace_id, fingerprint, config.protocol, sample, attempt)
        known = lake.has_prediction(identity.prediction_id)
        if not known or not again(identity.prediction_id):
            return Asked(ask, identity, clean(info.model) or config.name, config.name, known)
        attempt += 1


def asked_again(lake: Lake, config: EndpointConfig, info: ServerInfo) -> Callable[[str], bool]:
    """For `next_try` of many traces: looks up all predictions of a model at once that are to be asked again."""
    of = {"fingerprint": fingerprint_of(config, info), "endings": list(AGAIN)}
    found = set(lake.query("predict/again", of)["prediction_id"].to_pylist())
    return found.__contains__


def fingerprint_of(config: EndpointConfig, info: ServerInfo) -> str:
    """Of the model's weights: as the program that serves them knows it, else as the server tells."""
    return config.fingerprint or clean(info.fingerprint)
