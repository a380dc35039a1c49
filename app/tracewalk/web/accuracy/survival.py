"""Survival of predictions: how many are still right after so many steps, where some were cut off while right.

Kaplan and Meier's product-limit estimate. A prediction *fails* at its first bad, malformed or missing step; it is
*censored* where it was right until the truth ended, or was cut off while it was right, by its token budget.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from tracewalk.frozen import frozen

__all__ = ["Curve", "at_risk", "kaplan_meier", "median"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

_NORMAL = 1.959963984540054
"""Two-sided 95 % point of the standard normal distribution."""


@frozen
class Curve:
    """The estimate at each time at which something happened, ascending; before the first it is 1."""

    time: Ints
    at_risk: Ints
    """Predictions that came so far, just before that time."""
    failed: Ints
    finished: Ints
    """Censored since the truth ended."""
    cut: Ints
    """Censored since they were cut off."""
    survival: Floats
    """Share still right after that time."""
    low: Floats
    """The 95 % band; NaN where it is not defined (nobody left)."""
    high: Floats


def kaplan_meier(time: Ints, failed: NDArray[np.bool_], finished: NDArray[np.bool_]) -> Curve:
    """The product-limit estimate of `time` (whole numbers >= 0), with Greenwood's variance on the log-log scale.

    `finished`: those that did not fail and came to the end of the truth; who neither failed nor finished was cut off.
    Who is censored at a time was still at risk then: failures come before censorings. Kaplan and Meier 1958;
    Kalbfleisch and Prentice 1980 for the band, which stays within 0 and 1.
    """
    times, place = np.unique(time, return_inverse=True)
    n_failed, n_finished = (np.bincount(place, each, len(times)).astype(np.int64) for each in (failed, finished))
    n_all = np.bincount(place, minlength=len(times))
    risk = n_all[::-1].cumsum()[::-1]
    survival = np.cumprod(1 - n_failed / np.maximum(risk, 1))
    low, high = _band(survival, risk, n_failed)
    return Curve(times, risk, n_failed, n_finished, n_all - n_failed - n_finished, survival, low, high)


def _band(survival: Floats, risk: Ints, failed: Ints) -> tuple[Floats, Floats]:
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.cumsum(failed / (risk * (risk - failed)))
        width = np.exp(_NORMAL * np.sqrt(variance) / np.abs(np.log(survival)))
        low, high = survival**width, survival ** (1 / width)
    certain = survival == 1
    nobody = survival == 0
    for bound in (low, high):
        bound[certain] = 1
        bound[nobody] = np.nan
    return low, high


def at_risk(curve: Curve, ticks: Sequence[int]) -> Ints:
    """How many predictions came to each tick: those whose time is not below it."""
    found: Ints = np.append(curve.at_risk, 0)[np.searchsorted(curve.time, ticks, side="left")]
    return found


def median(curve: Curve) -> int | None:
    """The first time at which no more than half are right; None where that is never reached."""
    below = np.flatnonzero(curve.survival <= 0.5)
    return int(curve.time[below[0]]) if len(below) else None
