"""The predictions behind a bar, a point or a cell: what its address means, and which they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from tracewalk.errors import LinkError
from tracewalk.frozen import frozen
from tracewalk.web.accuracy import pairs
from tracewalk.web.accuracy.breakdowns import BY_STEP, BY_VALUE, span
from tracewalk.web.accuracy.selection import LEFT_OUT, Selection, run
from tracewalk.web.accuracy.table9 import FINER, TABLE_9

__all__ = ["MOST", "Cell", "Examples", "examples", "read_cell"]

Ints: TypeAlias = NDArray[np.int64]

MOST = 200
"""Examples that are listed."""
_METRICS = {line.column: line.name for line in (*TABLE_9, *FINER) if line.column}


@frozen
class Cell:
    """`FIGURE~COHORT~BIN`, with the number of the cohort."""

    figure: str
    cohort: int
    bin: str

    @property
    def two_sided(self) -> bool:
        """Whether it has right ones and wrong ones, of which one kind is listed at a time."""
        return self.figure in BY_STEP or self.figure in BY_VALUE

    @property
    def told(self) -> str:
        """In words."""
        return _TOLD[self.figure](self.bin)


@frozen
class Examples:
    """At most `MOST` predictions, and how many there are."""

    rows: list[dict[str, Any]]
    total: int


def read_cell(selection: Selection, text: str) -> Cell:
    """The cell of an address. Raises `LinkError` where there is no such figure, or its cohort is not compared."""
    figure, key, name = text.split("~", 2)
    if figure not in _TOLD:
        raise LinkError(f"cell={text[:60]!r}: there is no figure {figure!r}; there are: {', '.join(_TOLD)}.")
    if key not in selection.keys:
        raise LinkError(f"cell={text[:60]!r}: its predictions are not among those compared; choose them under Compare.")
    number = name.isascii() and name.isdigit() and len(name) < 10
    if name not in _BINS.get(figure, (name,)) or (figure in _NUMBERED and not number):
        raise LinkError(f"cell={text[:60]!r}: the figure {figure} has no {name[:60]!r}.")
    return Cell(figure, selection.keys.index(key), name)


def examples(
    cursor: DuckDBPyConnection,
    selection: Selection,
    cell: Cell,
    *,
    right: bool = False,
    roots: bool = False,
    places: pa.Table | None = None,
) -> Examples:
    """The predictions of a cell, the most telling first.

    `right`: the right ones of a two-sided cell; `roots`: steps with inherited errors count as right there; `places`:
    the answer of `accuracy/places`, for the cells of pairs.
    """
    if cell.figure in _STEPS or cell.two_sided:
        return _of_steps(cursor, selection, cell, right=right, roots=roots)
    rows = _ROWS[cell.figure](selection, cell, places)
    listed = rows[:MOST]
    rates = selection.numbers(cell.bin)[listed].tolist() if cell.figure == "metric" else [None] * len(listed)
    ids = selection.table["prediction_id"].take(listed).to_pylist()
    return Examples(_listed(cursor, ids, [None] * len(listed), rates), len(rows))


def _listed(
    cursor: DuckDBPyConnection, ids: Sequence[str], steps: Sequence[int | None], rates: Sequence[Any]
) -> list[dict[str, Any]]:
    wanted = pa.table(
        {
            "prediction_id": pa.array(ids, pa.string()),
            "step": pa.array(steps, pa.int32()),
            "rate": pa.array(rates, pa.float64()),
            "place": pa.array(range(len(steps)), pa.int32()),
        }
    )
    found: list[dict[str, Any]] = run(cursor, "examples", {}, wanted=wanted).to_pylist()
    return found


def _of_steps(cursor: DuckDBPyConnection, selection: Selection, cell: Cell, *, right: bool, roots: bool) -> Examples:
    """Predictions by their steps or values in a bin, with the first one of each."""
    query = "value_examples" if cell.figure in BY_VALUE else "step_examples"
    figure = "root" if cell.bin in ("root", "inherited") and cell.figure == "verdict" else cell.figure
    params = {"cohort": cell.cohort, "figure": figure, "bin": cell.bin, "right": right, "most": MOST}
    if query == "step_examples":
        params["roots"] = roots and cell.figure in BY_STEP
    found = run(cursor, query, params, chosen=selection.registered()).to_pylist()
    about = {row["prediction_id"]: row for row in found}
    listed = _listed(cursor, list(about), [row["step"] for row in found], [None] * len(found))
    rows = [about[row["prediction_id"]] | row for row in listed]
    return Examples(rows, found[0]["total"] if found else 0)


def _mine(selection: Selection, cell: Cell) -> NDArray[np.bool_]:
    mine: NDArray[np.bool_] = selection.cohort == cell.cohort
    return mine


def _counted(selection: Selection, cell: Cell, _places: pa.Table | None) -> Ints:
    mine = _mine(selection, cell)
    if cell.bin == "scored":
        mine &= selection.scored
    elif cell.bin != "all":
        mine &= selection.where("left_out", cell.bin)
    return np.flatnonzero(mine)


def _by_rate(selection: Selection, cell: Cell, _places: pa.Table | None) -> Ints:
    """The worst first."""
    return _ascending(selection, selection.scored & _mine(selection, cell), cell.bin)


def _ascending(selection: Selection, rows: NDArray[np.bool_], column: str) -> Ints:
    values = selection.numbers(column)
    kept = np.flatnonzero(rows & ~np.isnan(values))
    ordered: Ints = kept[np.argsort(values[kept], kind="stable")]
    return ordered


def _by_time(selection: Selection, cell: Cell, _places: pa.Table | None) -> Ints:
    """Those that fail at that step, then those that end right there."""
    here = selection.scored & _mine(selection, cell) & (selection.numbers("time") == float(cell.bin))
    failed = selection.numbers("failed") == 1
    return np.concatenate([np.flatnonzero(here & failed), np.flatnonzero(here & ~failed)])


def _by_word(column: str) -> Callable[[Selection, Cell, pa.Table | None], Ints]:
    def rows(selection: Selection, cell: Cell, _places: pa.Table | None) -> Ints:
        return np.flatnonzero(selection.scored & _mine(selection, cell) & selection.where(column, cell.bin))

    return rows


def _by_place(selection: Selection, cell: Cell, places: pa.Table | None) -> Ints:
    assert places is not None
    found = np.zeros(len(selection), np.bool_)
    for pair in pairs.matches(selection.cohorts):
        for label, rows in pairs.rows_of(selection, pair, places):
            if label == cell.bin:
                found |= rows
    return _ascending(selection, found & _mine(selection, cell), "step_accuracy")


_ROWS: Mapping[str, Callable[[Selection, Cell, pa.Table | None], Ints]] = {
    "counts": _counted,
    "metric": _by_rate,
    "survival": _by_time,
    "first": _by_word("first_kind"),
    "first_type": _by_word("first_bad_type"),
    "ended": _by_word("ended"),
    "pairs": _by_place,
}
_STEPS = ("verdict",)
_COUNTS = {"all": "all predictions", "scored": "predictions that are scored"}
_TOLD: dict[str, Callable[[str], str]] = {
    "counts": lambda name: _COUNTS.get(name) or f"left out: {LEFT_OUT[name]}",
    "metric": lambda name: f"{_METRICS[name]}, the lowest first",
    "survival": lambda name: f"first error, or end while right, at step {name}",
    "first": lambda name: f"first error: {name.replace('_', ' ')}",
    "first_type": lambda name: f"first wrong value: a {name}",
    "ended": lambda name: f"ended: {name.replace('_', ' ')}",
    "pairs": lambda name: f"free-running and teacher-forced: {name}",
    "verdict": lambda name: f"wrong steps: {name}",
} | {
    name: lambda edge, name=name, about=about: f"{about.title}: {span(edge, name)}"
    for name, about in (BY_STEP | BY_VALUE).items()
}
_BINS: dict[str, tuple[str, ...]] = {"counts": (*_COUNTS, *LEFT_OUT), "metric": tuple(_METRICS)}
_NUMBERED = ("survival", "number", "depth", "iteration", "size")
