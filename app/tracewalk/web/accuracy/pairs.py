"""Free-running against teacher-forced: modes `full` and `step` of one model, on the traces that have both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tracewalk.frozen import frozen
from tracewalk.web.accuracy import bootstrap
from tracewalk.web.accuracy.cohorts import Cohort
from tracewalk.web.accuracy.figures import About, Chart
from tracewalk.web.accuracy.selection import Selection

__all__ = ["Pair", "PairRow", "matches", "paired", "place_label", "rows_of", "table"]

Bools: TypeAlias = NDArray[np.bool_]
Floats: TypeAlias = NDArray[np.float64]

EVERYWHERE = "all"
_MOST = 12
_ABOUT = About("Steps right, on the same traces", "steps right", "predictions")


@frozen
class Pair:
    """Numbers of the two cohorts of one model."""

    free: int
    forced: int


@frozen
class PairRow:
    """One place of one pair: rates with their intervals, and their difference, free-running minus teacher-forced."""

    place: str
    pair: Pair
    traces: int
    free: bootstrap.Rates
    forced: bootstrap.Rates
    difference: bootstrap.Rates


def matches(cohorts: Sequence[Cohort]) -> list[Pair]:
    """The pairs among the cohorts: all the same but the mode."""
    found = []
    for number, free in enumerate(cohorts):
        if free.mode == "full":
            same = (n for n, other in enumerate(cohorts) if other.mode == "step" and _alike(free, other))
            found += [Pair(number, forced) for forced in same]
    return found


def _alike(one: Cohort, other: Cohort) -> bool:
    names = ("model", "fingerprint", "protocol", "prompt_version", "constrained", "temperature", "later")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def place_label(dataset: str, split: str | None) -> str:
    """`cruxeval / test`."""
    return dataset if split is None else f"{dataset} / {split}"


def paired(selection: Selection, pair: Pair) -> Bools:
    """The scored predictions of a pair whose trace has both."""
    codes, n = selection.trace
    judged = selection.scored & ~np.isnan(selection.numbers("step_accuracy"))
    both = np.ones(n, np.bool_)
    for number in (pair.free, pair.forced):
        both &= np.bincount(codes[judged & (selection.cohort == number)], minlength=n) > 0
    chosen: Bools = judged & np.isin(selection.cohort, (pair.free, pair.forced)) & both[codes]
    return chosen


def rows_of(selection: Selection, pair: Pair, places: pa.Table) -> list[tuple[str, Bools]]:
    """Everywhere, then each dataset with its split, the largest first: its label, and its paired predictions."""
    rows = paired(selection, pair)
    codes, n = selection.trace
    known = pc.index_in(places["trace_id"], selection.traces).to_numpy()
    labels = map(place_label, places["dataset"].to_pylist(), places["split"].to_pylist())
    coded = pa.array(labels, pa.string()).dictionary_encode()
    which = coded.indices.to_numpy()
    found = []
    for number, label in enumerate(coded.dictionary.to_pylist()):
        here = np.zeros(n, np.bool_)
        here[known[which == number]] = True
        found.append((label, rows & here[codes]))
    found.sort(key=lambda each: (-int(each[1].sum()), each[0]))
    several = [each for each in found[:_MOST] if each[1].any()] if len(found) > 1 else []
    return [(EVERYWHERE, rows), *several]


def table(selection: Selection, pair: Pair, places: pa.Table, column: str = "step_accuracy") -> list[PairRow]:
    """The rows of one pair, by a column of `predictions`."""
    values = selection.numbers(column)
    codes, _ = selection.trace
    found = rows_of(selection, pair, places)
    sums = [selection.sums(np.where(rows, values, np.nan)) for _, rows in found]
    sides = [_side(sums, number) for number in (pair.free, pair.forced)]
    free, forced = (bootstrap.rates(*side).split(1) for side in sides)
    difference = bootstrap.differences(*sides[0], *sides[1]).split(1)
    return [
        PairRow(label, pair, len(np.unique(codes[rows])), free[at], forced[at], difference[at])
        for at, (label, rows) in enumerate(found)
    ]


def _side(sums: Sequence[tuple[Floats, Floats]], cohort: int) -> tuple[Floats, Floats]:
    """The sums of one cohort, by (cluster, place)."""
    part, whole = (np.stack([each[side][:, cohort] for each in sums], axis=1) for side in (0, 1))
    return part, whole


def chart(selection: Selection, rows: Sequence[PairRow]) -> Chart:
    """All rows as one figure: a bin for each place, a rate for each cohort of a pair."""
    bins = tuple(dict.fromkeys(row.place for row in rows))
    wide = len(selection.cohorts)
    rates = [np.full((3, wide), np.nan) for _ in bins]
    clusters = np.zeros((len(bins), wide), np.int64)
    counts = np.zeros((len(bins), wide))
    for row in rows:
        at = bins.index(row.place)
        for number, side in ((row.pair.free, row.free), (row.pair.forced, row.forced)):
            rates[at][:, number] = (side.rate[0], side.low[0], side.high[0])
            clusters[at, number] = side.clusters[0]
            counts[at, number] = row.traces
    made = [bootstrap.Rates(each[0], each[1], each[2], clusters[at]) for at, each in enumerate(rates)]
    return Chart("pairs", _ABOUT, selection.keys, bins, bins, made, counts)
