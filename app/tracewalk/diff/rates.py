"""The papers' rates of a trace: aligned by position, over the true steps, a step that is not there counts as a miss.

The definitions of CWM's Table 9 (arXiv 2510.02387) as published code reads them (ASSERT-KTH/cwm, trace_analysis).
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from tracewalk.diff.segments import Segment

__all__ = ["OBSERVED", "Rates", "jaccard", "rates"]

OBSERVED = ("call", "line")
"""The events that show a state."""


@dataclass(slots=True)
class Rates:
    """Of one trace, each between 0 and 1; None where there is nothing to rate."""

    event_em: float | None = None
    action_em: float | None = None
    state_em: float | None = None
    valid_json: float | None = None
    key_match: float | None = None
    key_value_match: float | None = None


@dataclass(slots=True)
class _Sums:
    steps: int = 0
    observed: int = 0
    event: int = 0
    action: int = 0
    state: int = 0
    json: int = 0
    keys: float = 0.0
    pairs: float = 0.0


def rates(truth: Sequence[Segment | None], said: Sequence[Segment | None]) -> Rates:
    """The rates of predicted segments; a true one that is None is not rated, one predicted that is None is a miss."""
    sums = _Sums()
    n = len(said)
    for i, true in enumerate(truth):
        if true is not None:
            _add(sums, true, said[i] if i < n else None)
    return _divided(sums)


def _add(sums: _Sums, true: Segment, said: Segment | None) -> None:
    sums.steps += 1
    observed = true.event in OBSERVED
    sums.observed += observed
    if said is None:
        return
    sums.event += said.event == true.event
    sums.action += said.source == true.source
    if observed and said.shown is not None and true.shown is not None:
        sums.json += 1
        if said.shown == true.shown:
            sums.state += 1
            sums.keys += 1
            sums.pairs += 1
        else:
            sums.keys += jaccard(true.shown.keys(), said.shown.keys())
            sums.pairs += jaccard(true.shown.items(), said.shown.items())


def jaccard(mine: AbstractSet[Any], theirs: AbstractSet[Any]) -> float:
    """The size of the intersection over that of the union; 1 where both are empty."""
    both = len(mine & theirs)
    union = len(mine) + len(theirs) - both
    return both / union if union else 1.0


def _divided(sums: _Sums) -> Rates:
    n, m = sums.steps, sums.observed
    return Rates(
        event_em=sums.event / n if n else None,
        action_em=sums.action / n if n else None,
        state_em=sums.state / m if m else None,
        valid_json=sums.json / m if m else None,
        key_match=sums.keys / m if m else None,
        key_value_match=sums.pairs / m if m else None,
    )
