"""Predictions in bulk: read as they lie on the disk, and given another verdict in their place."""

from __future__ import annotations

from dataclasses import fields
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

from tracewalk.errors import NotFound
from tracewalk.lake.engine import fetch
from tracewalk.lake.replacing import replace_all
from tracewalk.model import PREDICTED_STEPS, Prediction, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

    from tracewalk.lake.catalog import Place
    from tracewalk.lake.lake import Lake
    from tracewalk.lake.replacing import Replacer

__all__ = ["as_prediction", "read_predictions", "replace_predictions"]

_TOGETHER = 1_024
"""Predictions that are read with one query at most."""

_VERDICT = tuple(f.name for f in fields(Verdict))
_OWN = tuple(f.name for f in fields(Prediction) if f.name != "verdict")


def as_prediction(row: dict[str, Any]) -> Prediction:
    """A prediction from its row of the `predictions` table."""
    verdict = Verdict(**{name: row[name] for name in _VERDICT})
    return Prediction(**{name: row[name] for name in _OWN}, verdict=verdict)


def read_predictions(lake: Lake, ids: Iterable[str] | None = None) -> Iterator[tuple[dict[str, Any], pa.Table]]:
    """The given predictions, or all: the row of each, and its steps with the columns of `PREDICTED_STEPS`.

    They come as their steps lie on the disk: so they are read fast, and `replace_predictions` is fast where it is given
    them in that order. One that is removed meanwhile is left out. Raises `NotFound` for an id that the lake has not.
    """
    if ids is None:
        wanted = [row[0].hex() for row in lake.catalog.later_rows("predictions", "predictions_in_order")]
    else:
        wanted = [text for _, text in sorted((_order(lake, text), text) for text in set(ids))]
    for start in range(0, len(wanted), _TOGETHER):
        yield from _read(lake, wanted[start : start + _TOGETHER])


def _order(lake: Lake, prediction_id: str) -> tuple[str, int]:
    place = lake.catalog.prediction(prediction_id)
    if place is None:
        raise NotFound(f"no prediction {prediction_id!r} in {lake.path}")
    return place.steps_path or "", place.steps_row


def _read(lake: Lake, ids: list[str]) -> Iterator[tuple[dict[str, Any], pa.Table]]:
    rows = {row["prediction_id"]: row for row in lake.query("shard/prediction_rows", {"ids": ids}).to_pylist()}
    # asked anew for each batch: a compaction may have moved them since the last one
    places = [(text, place) for text in ids if text in rows and (place := lake.catalog.prediction(text))]
    for path, group in groupby(places, key=lambda entry: entry[1].steps_path):
        for text, steps in _steps(lake, path, list(group)):
            yield rows[text], steps


def _steps(lake: Lake, path: str | None, places: list[tuple[str, Place]]) -> Iterator[tuple[str, pa.Table]]:
    if path is None:
        yield from ((text, PREDICTED_STEPS.empty_table()) for text, _ in places)
        return
    first = min(place.steps_row for _, place in places)
    stop = max(place.steps_row + place.n_steps for _, place in places)
    span = {"path": str(lake.path / path), "first": first, "stop": stop}
    steps = fetch(lake.engine.plain(), "shard/predicted_rows", span)
    yield from ((text, steps.slice(place.steps_row - first, place.n_steps)) for text, place in places)


def replace_predictions(lake: Lake, given: Iterable[tuple[Prediction, pa.Table]]) -> int:
    """Puts other rows in the place of predictions that the lake has: the same ids, another verdict, other steps.

    Steps are as in `Writer.add_prediction`. Each batch of `settings.shard_rows` steps is one publication: readers see
    the old rows of a prediction or the new ones; the old files go after `settings.grace_seconds`. Also on an exception
    what was given until then is replaced. Returns how many were. Raises `UsageError` for an id that the lake has not,
    or where the steps do not fit; `ReadOnlyLake`.
    """
    takes = (partial(_take, prediction, steps) for prediction, steps in given)
    return replace_all(lake, takes, "predictions")


def _take(prediction: Prediction, steps: pa.Table, replacer: Replacer) -> None:
    row = prediction.row() | {"n_rows": steps.num_rows}
    replacer.take(row, {"predicted_steps": steps}, prediction.trace_id)
