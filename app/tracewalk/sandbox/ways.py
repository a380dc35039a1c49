"""Inside: the ways in, from an order to a plan that can be run here. One more way is one more function here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from tracewalk.recorder.row_plan import listed, row_plan
from tracewalk.recorder.run import Plan
from tracewalk.recorder.stage import stage
from tracewalk.sandbox import project_ways
from tracewalk.sandbox.order import Order
from tracewalk.settings import Settings

__all__ = ["WAYS"]


@contextmanager
def _row(order: Order, settings: Settings) -> Iterator[Plan]:
    """A dataset's row, or a function of a text: its code runs unrecorded, then `main` is called."""
    with stage("/tmp", [order.path]), listed(order.path, order.subject.program.text):  # noqa: S108
        yield row_plan(order.subject, order.path, exact=order.exact, settings=settings)


WAYS: dict[str, Callable[[Order, Settings], AbstractContextManager[Plan]]] = {
    "row": _row,
    "entry": project_ways.entry,
    "script": project_ways.script,
}
"""Each gives a context within which the plan can be run; what cannot be run raises `RecordError`."""
