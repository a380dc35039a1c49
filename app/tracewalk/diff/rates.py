"""The papers' rates of a trace: aligned by position, over the true steps, a step that is not there counts as a miss.

The definitions are those of CWM's Table 9 (arXiv 2510.02387) as published code reads them (ASSERT-KTH/cwm,
trace_analysis): sources are compared as text, states as written, with their `..`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tracewalk.diff.segments import Segment
from tracewalk.model import CwmStep

__all__ = ["OBSERVED", "Rates", "rates"]

OBSERVED = ("call", "line")
"""The events that show a state."""
Shown = Mapping[str, str] | None


@dataclass(slots=True)
class Rates:
    """Sums over the true steps of one trace; each rate is None where there is nothing to rate."""

    steps: int = 0
    observed: int = 0
    event: int = 0
    action: int = 0
    state: int = 0
    json: int = 0
    keys: float = 0.0
    pairs: float = 0.0

    def of_steps(self, hits: float) -> float | None:
        """The share of all steps."""
        return hits / self.steps if self.steps else None

    def of_observed(self, hits: float) -> float | None:
        """The share of the steps that show a state."""
        return hits / self.observed if self.observed else None


def rates(
    truth: Sequence[CwmStep],
    shown: Sequence[Shown],
    said: Sequence[Segment | CwmStep | None],
    *,
    rated: Callable[[CwmStep], bool],
    same_source: Callable[[str, str], bool],
) -> Rates:
    """The rates of predicted segments, against true steps whose observations are `shown`.

    A true step that is not `rated` only takes its position; a predicted one that is None is a miss. `same_source` is
    asked where two source lines differ as text.
    """
    found = Rates()
    n = len(said)
    for i, true in enumerate(truth):
        if not rated(true):
            continue
        found.steps += 1
        observed = true.event in OBSERVED
        found.observed += observed
        step = said[i] if i < n else None
        if step is None:
            continue
        found.event += step.event == true.event
        found.action += step.source == true.source or same_source(true.source, step.source)
        if observed:
            _add_state(found, shown[i], step.shown)
    return found


def _add_state(found: Rates, true: Shown, said: Shown) -> None:
    """Of names, and of names with their values: the size of the intersection over that of the union."""
    if said is None or true is None:
        return
    found.json += 1
    if said == true:
        found.state += 1
        found.keys += 1
        found.pairs += 1
        return
    names = pairs = 0
    for name, value in true.items():
        other = said.get(name)
        if other is not None:
            names += 1
            pairs += other == value
    both = len(true) + len(said)
    found.keys += names / (both - names)
    found.pairs += pairs / (both - pairs)
