"""What the figures show: rates by kind of error and by ending, and by the bins of step and value queries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tracewalk.links import ERRORS
from tracewalk.model import CWM_EVENTS, ENDINGS, VERDICTS
from tracewalk.web.accuracy import bootstrap
from tracewalk.web.accuracy.figures import About, Chart
from tracewalk.web.accuracy.selection import Selection

__all__ = ["BY_STEP", "BY_VALUE", "endings", "first_errors", "first_types", "from_rows", "span", "wrong_steps"]

Floats: TypeAlias = NDArray[np.float64]

_MOST_TYPES = 10
_EDGES = (0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000)
"""As in queries/accuracy/edges.sql."""
_WRONG = tuple(verdict for verdict in VERDICTS if verdict != "correct")

_FIRST = About("First error: what of the step is wrong", "share of predictions", "predictions")
_FIRST_TYPE = About("First wrong value: its type", "share of first wrong values", "first wrong values")
_ENDED = About("How they ended", "share of predictions", "predictions")
_VERDICT = About("Wrong steps, by origin and by kind", "share of steps, true or said too many", "steps")
BY_STEP = {
    "number": About("By number of the step in its trace", "number of the step", "true steps"),
    "depth": About("By depth of the call stack", "depth", "true steps"),
    "event": About("By event", "event", "true steps"),
    "iteration": About("By loop iteration", "how often the line ran before in its frame", "true line steps"),
}
BY_VALUE = {
    "type": About("Values by type", "share right", "values stated anew"),
    "size": About("Values by length", "characters of the true value", "values stated anew"),
}


def first_errors(selection: Selection) -> Chart:
    """What is wrong first, as a share of all scored predictions that have steps."""
    return _shares(selection, "first", "first_kind", _FIRST, ERRORS)


def first_types(selection: Selection) -> Chart:
    """Of what type the first wrong value is, as a share of the first errors that are a wrong value."""
    common = selection.common("first_bad_type")[:_MOST_TYPES]
    return _shares(selection, "first_type", "first_bad_type", _FIRST_TYPE, tuple(common))


def endings(selection: Selection) -> Chart:
    """How the scored predictions ended."""
    return _shares(selection, "ended", "ended", _ENDED, ENDINGS)


def _shares(selection: Selection, name: str, column: str, about: About, bins: tuple[str, ...]) -> Chart:
    """The share of each bin among the scored predictions in which the column holds something."""
    there = selection.table[column].is_valid().to_numpy()
    columns = [np.where(there, selection.where(column, each), np.nan) for each in bins]
    rates = selection.rates(columns) if columns else []
    counts = np.tile(selection.count(selection.scored & there), (len(bins), 1)).astype(np.float64)
    return _without_empty(name, about, selection, bins, rates, counts)


def _without_empty(
    name: str, about: About, selection: Selection, bins: tuple[str, ...], rates: list[bootstrap.Rates], counts: Floats
) -> Chart:
    """Kinds that do not occur are left out."""
    kept = [at for at, each in enumerate(rates) if np.nansum(each.rate) > 0]
    names = tuple(bins[at] for at in kept)
    labels = tuple(each.replace("_", " ") for each in names)
    return Chart(name, about, selection.keys, names, labels, [rates[at] for at in kept], counts[kept])


def wrong_steps(selection: Selection) -> Chart:
    """Of all steps, true or said too many: the share that is wrong in each way, and of root and inherited errors."""
    steps = np.nansum([selection.numbers(f"n_{verdict}") for verdict in VERDICTS], axis=0)
    bins = ("root", "inherited", *_WRONG)
    rates = selection.rates([selection.numbers(f"n_{each}") for each in bins], steps)
    kept = selection.scored & (steps > 0)
    counts = np.bincount(selection.cohort[kept], steps[kept], len(selection.cohorts))
    return _without_empty("verdict", _VERDICT, selection, bins, rates, np.tile(counts, (len(bins), 1)))


def from_rows(selection: Selection, rows: pa.Table, name: str) -> Chart:
    """One figure of what `by_step` or `by_value` answered."""
    part, whole, bins = _gathered(selection, rows.filter(pc.equal(rows["figure"], name)))
    order = _ORDERS.get(name, _by_edge)(bins, whole.sum((0, 2)))
    kept = tuple(bins[number] for number in order)
    wide = len(selection.cohorts)
    rates = []
    if kept:
        flat = (len(whole), len(kept) * wide)
        rates = bootstrap.rates(part[:, order].reshape(flat), whole[:, order].reshape(flat)).split(wide)
    labels = tuple(span(each, name) for each in kept)
    short = tuple(_brief(each, label) for each, label in zip(kept, labels, strict=True))
    return Chart(name, (BY_STEP | BY_VALUE)[name], selection.keys, kept, labels, rates, whole.sum(0)[order], short)


def _gathered(selection: Selection, rows: pa.Table) -> tuple[Floats, Floats, list[str]]:
    """Right ones and all, by (cluster, bin, cohort), and the bins."""
    coded = rows["bin"].combine_chunks().dictionary_encode()
    bins: list[str] = coded.dictionary.to_pylist()
    shape = (selection.n_clusters, len(bins), len(selection.cohorts))
    part, whole = np.zeros(shape), np.zeros(shape)
    at = (rows["cluster"].to_numpy(), coded.indices.to_numpy(), rows["cohort"].to_numpy())
    part[at] = rows["right"].to_numpy()
    whole[at] = rows["steps"].to_numpy()
    return part, whole, bins


def span(edge: str, figure: str) -> str:
    """The label of a bin: `10` is `10-19`; a word is itself."""
    if figure in ("event", "type"):
        return edge or "(unknown)"
    low = int(edge)
    if figure == "depth" and low < 5:
        return edge
    above = next((high for high in _EDGES if high > low), None)
    if above is None:
        return f"{low:,}+"
    return edge if above == low + 1 else f"{low:,}-{above - 1:,}"


def _brief(edge: str, label: str) -> str:
    """`200+` for 200-499: what fits below an axis."""
    return label if len(label) < 6 or not edge.isdigit() else f"{int(edge):,}+"


def _by_edge(bins: Sequence[str], _counts: Floats) -> list[int]:
    return sorted((number for number, each in enumerate(bins) if each), key=lambda number: int(bins[number]))


def _by_event(bins: Sequence[str], _counts: Floats) -> list[int]:
    known = {event: place for place, event in enumerate(CWM_EVENTS)}
    return sorted(range(len(bins)), key=lambda number: (known.get(bins[number], len(known)), bins[number]))


def _commonest(_bins: Sequence[str], counts: Floats) -> list[int]:
    found: list[int] = np.argsort(-counts, kind="stable")[:_MOST_TYPES].tolist()
    return found


_ORDERS: dict[str, Callable[[Sequence[str], Floats], list[int]]] = {"event": _by_event, "type": _commonest}
