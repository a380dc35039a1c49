"""Inside: the ways in, from an order to a plan that can be run here. One more way is one more function here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from tracewalk.recorder.row_plan import listed, row_plan
from tracewalk.recorder.run import Plan
from tracewalk.recorder.stage import stage
from tracewalk.sandbox.order import Order
from tracewalk.settings import Settings

__all__ = ["WAYS"]


@contextmanager
def _row(order: Order, settings: Settings) -> Iterator[Plan]:
    """A dataset's row, or a function of a text: its code runs unrecorded, then `main` is called."""
    with stage("/tmp", [order.path]), listed(order.path, order.subject.program.text):  # noqa: S108
        yield row_plan(order.subject, order.path, exact=order.exact, settings=settings)


def _entry(order: Order, settings: Settings) -> AbstractContextManager[Plan]:
    """A function of a file."""
    from tracewalk.sandbox import project_ways  # noqa: PLC0415  a sandbox runs one such job, most run none

    return project_ways.entry(order, settings)


def _script(order: Order, settings: Settings) -> AbstractContextManager[Plan]:
    """A file as a script."""
    from tracewalk.sandbox import project_ways  # noqa: PLC0415

    return project_ways.script(order, settings)


WAYS: dict[str, Callable[[Order, Settings], AbstractContextManager[Plan]]] = {
    "row": _row,
    "entry": _entry,
    "script": _script,
}
"""Each gives a context within which the plan can be run; what cannot be run raises `RecordError`."""
