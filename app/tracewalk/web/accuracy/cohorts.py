"""What is compared: a *cohort* is all predictions of one model asked in one way.

The same fingerprint, mode, protocol, prompt and parameters, and whether they begin at the first step. Different ones
are never added up.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from tracewalk.frozen import frozen
from tracewalk.links import Accuracy

__all__ = ["MOST", "Cohort", "chosen_of", "labels", "shown", "tags"]

MOST = 4
"""Cohorts that are compared at a time."""
_NAME = 34
_ALWAYS = range(7)
"""Parts of a label that are told even where all are alike."""


@frozen
class Cohort:
    """Predictions of one model asked in one way."""

    key: str
    """Eight hex digits: a hash of the rest, the same in any lake."""
    model: str
    fingerprint: str
    mode: str
    protocol: str
    prompt_version: int
    constrained: bool
    temperature: float
    asked: str
    """The parameters as JSON, but for the step that each begins at."""
    later: bool
    """They begin after a true prefix."""
    predictions: int
    scored: int
    exact: int
    """Of the scored ones those that are wholly right."""

    @property
    def steps(self) -> str | None:
        """Mode step: which of the true steps were asked, e.g. `every:10`; None: all."""
        found = self._params.get("steps")
        return found if isinstance(found, str) else None

    def _number(self, name: str) -> float | None:
        found = self._params.get(name)
        return found if isinstance(found, int | float) else None

    @property
    def _params(self) -> dict[str, Any]:
        try:
            found = json.loads(self.asked)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def parts(self) -> tuple[str, ...]:
        """What a label is made of: model, mode, and what is not as usual; empty where it is."""
        most, top = (self._number(name) for name in ("max_tokens", "top_p"))
        return (
            _short(self.model),
            self.mode,
            self.protocol if self.protocol != "cwm" else "",
            "constrained" if self.constrained else "",
            f"T={self.temperature:g}" if self.temperature else "",
            "from a later step" if self.later else "",
            self.steps or "",
            f"top_p={top:g}" if top else "",
            f"max {most:,} tokens" if most else "",
        )


def shown(found: Sequence[Cohort], focus: Accuracy) -> tuple[Cohort, ...]:
    """The cohorts that the focus names, the largest first; where it names none that is there, the largest."""
    named = chosen_of(found, focus.cohorts.split(",") if focus.cohorts else [])
    return (named or tuple(found))[:MOST]


def chosen_of(found: Sequence[Cohort], keys: Sequence[str]) -> tuple[Cohort, ...]:
    """Those of these keys."""
    return tuple(cohort for cohort in found if cohort.key in keys)


def labels(found: Sequence[Cohort]) -> dict[str, str]:
    """A label for each key: what is alike in all of them and of no interest is left out, what differs is told."""
    return _told(found, always=_ALWAYS)


def tags(found: Sequence[Cohort]) -> tuple[str, ...]:
    """The shortest labels that tell them apart, as legends show them."""
    told = _told(found, always=() if len(found) > 1 else (0, 1)).values()
    return tuple(label.rsplit("/", 1)[-1] for label in told)


def _told(found: Sequence[Cohort], always: Sequence[int]) -> dict[str, str]:
    columns = list(zip(*(cohort.parts for cohort in found), strict=True))
    kept = [number for number, column in enumerate(columns) if number in always or len(set(column)) > 1]
    plain = [" · ".join(filter(None, (cohort.parts[number] for number in kept))) for cohort in found]
    told: dict[str, str] = {}
    for cohort, label in zip(found, plain, strict=True):
        whole = label
        if plain.count(label) > 1:
            whole = " · ".join(filter(None, (label, cohort.fingerprint[:8])))
        told[cohort.key] = whole if whole not in told.values() else f"{label} · {cohort.key}"
    return told


def _short(model: str) -> str:
    """A long name without its middle."""
    if len(model) <= _NAME:
        return model
    return f"{model[: _NAME // 2 - 1]}…{model[-_NAME // 2 :]}"
