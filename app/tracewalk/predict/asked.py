"""One asking, of one model about one trace: its identity before the model is asked, and whether it was asked before."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tracewalk.frozen import frozen
from tracewalk.model import PredictionIdentity
from tracewalk.predict.ask import Ask
from tracewalk.predict.draft import Draft, clean

if TYPE_CHECKING:
    from tracewalk.lake import Lake
    from tracewalk.predict.config import EndpointConfig
    from tracewalk.predict.server import ServerInfo

__all__ = ["AGAIN", "UNSAID", "Asked", "asked_again", "next_try", "still_unfit"]

AGAIN = ("cancelled", "failed", "does_not_fit")
"""Endings after which the same may be asked again, as a further attempt: a server may be given more context."""

UNSAID = ("unsupported", *AGAIN)
"""Endings of what was not said, or not to its end, for no fault of the model's."""


@frozen
class Asked:
    """What is asked of whom."""

    ask: Ask
    identity: PredictionIdentity
    model: str
    endpoint: str
    known: bool = False
    """The lake has the whole of it already."""
    before: str | None = None
    """The prediction that is asked again."""

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
    fingerprint, attempt, before = fingerprint_of(config, info), 0, None
    while True:
        identity = ask.identity(trace_id, fingerprint, config.protocol, sample, attempt)
        known = lake.has_prediction(identity.prediction_id)
        if not known or not again(identity.prediction_id):
            return Asked(ask, identity, clean(info.model) or config.name, config.name, known, before)
        attempt, before = attempt + 1, identity.prediction_id


def asked_again(lake: Lake, config: EndpointConfig, info: ServerInfo) -> Callable[[str], bool]:
    """For `next_try` of many traces: looks up all predictions of a model at once that are to be asked again."""
    of = {"fingerprint": fingerprint_of(config, info), "endings": list(AGAIN)}
    found = set(lake.query("predict/again", of)["prediction_id"].to_pylist())
    return found.__contains__


def still_unfit(lake: Lake, asked: Asked, draft: Draft) -> str | None:
    """The prediction that was asked again where the trace still does not fit: there is nothing new to keep."""
    if draft.stopped_by != "does_not_fit" or asked.before is None:
        return None
    return asked.before if lake.prediction(asked.before)["ended"] == "does_not_fit" else None


def fingerprint_of(config: EndpointConfig, info: ServerInfo) -> str:
    """Of the model's weights: as the program that serves them knows it, else as the server tells."""
    return config.fingerprint or clean(info.fingerprint)
