"""Shares with their 95 % intervals, by bootstrap over tasks: checks of one task are alike, so tasks are drawn again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from tracewalk.frozen import frozen

__all__ = ["Counts", "Share", "share", "shares"]

_DRAWS = 1_000
_SEED = 0
_TAIL = 0.025
_AT_ONCE = 50
"""Draws held in memory: of 100,000 tasks they take 40 MB."""

Counts = NDArray[np.float64]
"""One number for each task."""


@frozen
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
    """The share of all tasks together, of a part and a whole for each."""
    counted = np.array(list(of_tasks), np.float64).reshape(-1, 2)
    return shares([(counted[:, 0], counted[:, 1])])[0]


def shares(of_tasks: Sequence[tuple[Counts, Counts]]) -> list[Share]:
    """Several shares of the same tasks: for each its part and its whole, by task.

    Each is drawn among the tasks that have anything in its whole; those that have it in the same tasks share their
    draws, which is what makes many as quick as one. Where every task is wholly in or wholly out no draw differs, and
    the bootstrap would be certain of it: the exact binomial bound over tasks (Clopper and Pearson) stands instead.
    """
    alike: dict[bytes, list[int]] = {}
    for number, (_, whole) in enumerate(of_tasks):
        alike.setdefault((whole > 0).tobytes(), []).append(number)
    found: dict[int, Share] = {}
    for numbers in alike.values():
        some = of_tasks[numbers[0]][1] > 0
        parts = np.stack([of_tasks[n][0][some] for n in numbers], axis=1)
        wholes = np.stack([of_tasks[n][1][some] for n in numbers], axis=1)
        bounds = _percentiles(parts, wholes) if len(parts) > 1 else None
        for at, number in enumerate(numbers):
            found[number] = _share(parts[:, at], wholes[:, at], None if bounds is None else bounds[:, at])
    return [found[number] for number in range(len(of_tasks))]


def _share(parts: Counts, wholes: Counts, bounds: Counts | None) -> Share:
    n, part, whole = len(parts), float(parts.sum()), float(wholes.sum())
    if bounds is None:
        return Share(part, whole, n)
    low, high, bound = float(bounds[0]), float(bounds[1]), _TAIL ** (1 / n)
    if part == whole:
        low = bound
    elif part == 0:
        high = 1 - bound
    return Share(part, whole, n, low, high)


def _percentiles(parts: NDArray[np.float64], wholes: NDArray[np.float64]) -> NDArray[np.float64]:
    """The lower and the upper bound of each column."""
    generator, n = np.random.default_rng(_SEED), len(parts)
    rates = np.empty((_DRAWS, parts.shape[1]))
    for first in range(0, _DRAWS, _AT_ONCE):
        drawn = np.empty((_AT_ONCE, n))
        for draw in range(_AT_ONCE):
            drawn[draw] = np.bincount(generator.integers(0, n, n), minlength=n)
        rates[first : first + _AT_ONCE] = (drawn @ parts) / (drawn @ wholes)
    return np.quantile(rates, (_TAIL, 1 - _TAIL), axis=0)
