"""Intervals by bootstrap over programs: the steps of one program are alike, so it is programs that are drawn again.

A rate is a sum over a sum: right steps by steps, or the rates of predictions by their number. Both are summed up for
each program once; a draw takes as many programs as there are, with replacement, and divides the sums of those drawn.
Beyond `MOST` programs, random groups of programs are drawn instead: the interval stays true, the work small.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from tracewalk.frozen import frozen

__all__ = ["DRAWS", "MOST", "Rates", "clusters", "differences", "rates"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

DRAWS = 1_000
MOST = 1_000
"""Clusters that are drawn at most."""
_SEED = 0
_TAIL = 0.025


@frozen
class Rates:
    """A rate for each cell, and its 95 % interval; NaN where there is nothing, or one program only."""

    rate: Floats
    low: Floats
    high: Floats
    clusters: Ints
    """Clusters with anything in the cell."""

    def split(self, wide: int) -> list[Rates]:
        """The cells in runs of `wide`."""
        runs = [slice(at, at + wide) for at in range(0, len(self.rate), wide)]
        return [Rates(self.rate[run], self.low[run], self.high[run], self.clusters[run]) for run in runs]


def clusters(programs: Sequence[str]) -> tuple[Ints, int]:
    """The cluster of each of these different programs, and how many clusters there are.

    Ids are hashes, so to deal out sorted ids in turn puts programs into groups at random, the same ones each time.
    """
    place: Ints = np.argsort(np.argsort(np.array(programs, str)))
    return place % MOST, min(len(programs), MOST)


def rates(part: Floats, whole: Floats) -> Rates:
    """Of sums by (cluster, cell): the rate of each cell, with its percentile interval over `DRAWS` draws.

    Where all programs are wholly right, or wholly wrong, no draw differs and the bootstrap would be certain of it: the
    exact binomial bound over programs (Clopper and Pearson) stands instead.
    """
    rate = _divide(part.sum(0), whole.sum(0))
    found = (whole > 0).sum(0)
    low, high = _percentiles(_drawn(part, whole))
    bound = _TAIL ** (1 / np.maximum(found, 1))
    low = np.where(rate == 1, bound, low)
    high = np.where(rate == 0, 1 - bound, high)
    alone = found < 2
    return Rates(rate, np.where(alone, np.nan, low), np.where(alone, np.nan, high), found)


def differences(part: Floats, whole: Floats, other_part: Floats, other_whole: Floats) -> Rates:
    """The first rate minus the second, cell by cell, where both are of the same programs: drawn together."""
    rate = _divide(part.sum(0), whole.sum(0)) - _divide(other_part.sum(0), other_whole.sum(0))
    found = ((whole > 0) & (other_whole > 0)).sum(0)
    low, high = _percentiles(_drawn(part, whole) - _drawn(other_part, other_whole))
    alone = found < 2
    return Rates(rate, np.where(alone, np.nan, low), np.where(alone, np.nan, high), found)


def _drawn(part: Floats, whole: Floats) -> Floats:
    """The rate of each cell in each draw."""
    weights = _weights(len(part))
    return _divide(weights @ part, weights @ whole)


@lru_cache(maxsize=8)
def _weights(programs: int) -> Floats:
    """How often each program is drawn: (draws, programs), the same for the same number of programs."""
    generator = np.random.default_rng(_SEED)
    drawn = generator.integers(0, programs, (DRAWS, programs)) if programs else np.zeros((DRAWS, 0), np.int64)
    drawn += np.arange(DRAWS)[:, None] * programs
    counted = np.bincount(drawn.ravel(), minlength=DRAWS * programs).reshape(DRAWS, programs)
    return counted.astype(np.float64)


def _percentiles(drawn: Floats) -> tuple[Floats, Floats]:
    """A draw in which a cell is empty says nothing about it."""
    ordered = np.sort(drawn, axis=0)  # NaN last
    counted = (~np.isnan(ordered)).sum(0)
    cells = np.arange(drawn.shape[1])
    low = ordered[np.floor(_TAIL * np.maximum(counted - 1, 0)).astype(np.int64), cells]
    high = ordered[np.ceil((1 - _TAIL) * np.maximum(counted - 1, 0)).astype(np.int64), cells]
    return low, high


def _divide(part: Floats, whole: Floats) -> Floats:
    divided: Floats = np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=whole > 0)
    return divided
