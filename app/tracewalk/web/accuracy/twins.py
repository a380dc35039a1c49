"""Originals against their twins: of each set of predictions, on the programs of which it has both."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tracewalk.frozen import frozen
from tracewalk.web.accuracy import bootstrap
from tracewalk.web.accuracy.selection import Selection

__all__ = ["TwinRow", "twin_rows"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]


@frozen
class TwinRow:
    """One cohort and kind of twin: rates with their intervals, and their difference, twins minus originals."""

    cohort: int
    kind: str
    originals: int
    twins: int
    original: bootstrap.Rates
    twin: bootstrap.Rates
    difference: bootstrap.Rates


def twin_rows(selection: Selection, links: pa.Table, column: str = "step_accuracy") -> list[TwinRow]:
    """By a column of `predictions`; `links` are the answer to `accuracy/twins`. An original counts once for a kind.

    Drawn again for the intervals are the originals' programs, each with its twins.
    """
    twin, original = (pc.index_in(links[name], selection.traces).to_numpy() for name in ("trace_id", "parent"))
    kinds = links["kind"].to_pylist()
    found = []
    for number in range(len(selection.cohorts)):
        means, clusters = _of_traces(selection, number, column)
        for kind in sorted(set(kinds)):
            mine = np.array([each == kind for each in kinds], np.bool_)
            mine &= ~np.isnan(means[twin]) & ~np.isnan(means[original])
            if mine.any():
                found.append(_row(selection, number, kind, means, clusters, twin[mine], original[mine]))
    return found


def _row(
    selection: Selection, number: int, kind: str, means: Floats, clusters: Ints, twin: Ints, original: Ints
) -> TwinRow:
    parents, which = np.unique(original, return_inverse=True)
    twins = np.bincount(which, means[twin]) / np.bincount(which)
    place, size = clusters[parents], selection.n_clusters
    whole = np.bincount(place, minlength=size).astype(np.float64)[:, None]
    sums = [np.bincount(place, values, size).astype(np.float64)[:, None] for values in (means[parents], twins)]
    before, after = (bootstrap.rates(part, whole) for part in sums)
    difference = bootstrap.differences(sums[1], whole, sums[0], whole)
    return TwinRow(number, kind, len(parents), len(twin), before, after, difference)


def _of_traces(selection: Selection, number: int, column: str) -> tuple[Floats, Ints]:
    """The mean of a cohort's predictions of each trace, NaN where there is none; and the trace's cluster."""
    values, (codes, n) = selection.numbers(column), selection.trace
    rows = selection.scored & (selection.cohort == number) & ~np.isnan(values)
    many = np.bincount(codes[rows], minlength=n)
    sums = np.bincount(codes[rows], values[rows], n)
    clusters = np.zeros(n, np.int64)
    clusters[codes] = selection.cluster
    return np.divide(sums, many, out=np.full(n, np.nan), where=many > 0), clusters
