"""Which rows of a dataset need no run, as the lake has their traces and their places in the dataset."""

from __future__ import annotations

from tracewalk.lake import Lake
from tracewalk.recorder.rows import Row
from tracewalk.recorder.worker import Answer, Order

__all__ = ["KnownRows"]


class KnownRows:
    """What the lake has of a dataset."""

    def __init__(self, order: Order, lake: Lake) -> None:
        self._order = order
        self._lake = lake
        self._items = _items_of(lake, order.dataset)

    def answer(self, row: Row) -> Answer | None:
        """The answer for a row whose trace and item the lake has; then no process needs to look at it."""
        if self._order.again or not self._items:
            return None
        trace_id = row.identity(row.program, self._order.limits, self._order.repr_style).trace_id
        key = (row.task_id, trace_id, row.output)
        if key not in self._items or not self._lake.has(trace_id):
            return None
        return Answer(row.line, "kept", self._items[key])


def _items_of(lake: Lake, dataset: str) -> dict[tuple[str, str, str | None], bool | None]:
    """Whether each item that the lake has of the dataset matches, by (task id, trace id, expected)."""
    columns = lake.query("record/items_of", {"dataset": dataset}).to_pydict()
    keys = zip(columns["task_id"], columns["trace_id"], columns["expected"], strict=True)
    return dict(zip(keys, columns["matches_expected"], strict=True))
