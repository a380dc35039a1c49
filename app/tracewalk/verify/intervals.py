"""Shares with their 95 % intervals, by bootstrap over tasks: checks of one task are alike, so tasks are drawn again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

__all__ = ["Share", "share"]

_DRAWS = 1_000
_SEED = 0
_TAIL = 0.025


@dataclass(frozen=True, slots=True)
class Share:
    """So much of a whole; what is expected of a draw may be a fraction."""

    part: float
    whole: float
    tasks: int
    """With anything in the whole."""
    low: float | None = None
    """Of the interval; None where there are not two tasks to draw."""
    high: float | None = None

    @property
    def rate(self) -> float | None:
        """From 0 to 1; None of nothing."""
        return self.part / self.whole if self.whole else None


def share(of_tasks: Iterable[tuple[float, float]]) -> Share:
    """The share of all tasks together, of a part and a whole for each.

    Where every task is wholly in or wholly out no draw differs, and the bootstrap would be certain of it: the exact
    binomial bound over tasks (Clopper and Pearson) stands instead.
    """
    counted = np.array([(part, whole) for part, whole in of_tasks if whole], np.float64).reshape(-1, 2)
    n = len(counted)
    part, whole = (float(total) for total in counted.sum(0))
    if n < 2:
        return Share(part, whole, n)
    low, high = _percentiles(counted)
    bound = _TAIL ** (1 / n)
    if part == whole:
        low = bound
    elif part == 0:
        high = 1 - bound
    return Share(part, whole, n, low, high)


def _percentiles(counted: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> tuple[float, float]:
    generator = np.random.default_rng(_SEED)
    rates = np.empty(_DRAWS)
    for draw in range(_DRAWS):  # one at a time: all at once would take a thousand times the tasks in memory
        some = counted[generator.integers(0, len(counted), len(counted))].sum(0)
        rates[draw] = some[0] / some[1]
    low, high = np.quantile(rates, (_TAIL, 1 - _TAIL))
    return float(low), float(high)
