"""What a session needs of a lake, wherever it is: a folder of this machine, or a server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from tracewalk.errors import UsageError
from tracewalk.frozen import frozen
from tracewalk.results import Rows

if TYPE_CHECKING:
    import pyarrow as pa

    from tracewalk import model
    from tracewalk.lake import Frame
    from tracewalk.sql import Query, Schema

__all__ = ["Answered", "Door", "Found", "Given", "closed"]

Given = Mapping[str, object]
"""Parameters of a query by name: texts, numbers, truths, None, or lists of them."""


@frozen
class Found:
    """A trace with what belongs to it, but its steps."""

    trace: model.Trace
    items: tuple[model.Item, ...]
    sources: Mapping[str, str]
    """Text by the path of each file."""


class Answered(Rows, Protocol):
    """Rows that are held somewhere until they were read."""

    def close(self) -> None:
        """Gives up what holds them."""


class Door(Protocol):
    """The two ways to a lake give the same."""

    @property
    def place(self) -> str:
        """The folder or the address, for people."""

    @property
    def base(self) -> str | None:
        """The address under which pages open; None where no server is known."""

    def named(self, name: str, given: Given) -> Answered:
        """The answer to a named query."""

    def typed(self, text: str, given: Given) -> Answered:
        """The answer to a query's text."""

    def queries(self) -> Sequence[Query]:
        """The named queries there are."""

    def schema(self) -> Schema:
        """The views and macros."""

    def trace(self, trace_id: str) -> Found:
        """A trace. Raises `NotFound`."""

    def steps(self, trace_id: str, start: int, stop: int) -> pa.Table:
        """Its steps [start, stop), as `Lake.steps` gives them."""

    def state(self, trace_id: str, step: int) -> Sequence[Frame]:
        """The frames on the stack at a step."""

    def prediction(self, prediction_id: str) -> dict[str, Any]:
        """A prediction's row of `PREDICTIONS`. Raises `NotFound`."""

    def predicted_steps(self, prediction_id: str, start: int, stop: int) -> pa.Table:
        """Its rows [start, stop), as `Lake.predicted_steps` gives them."""

    def close(self) -> None:
        """Ends what runs for it."""


def closed(place: str) -> UsageError:
    """For a call of a session that was closed."""
    return UsageError(f"the session on {place} was closed; tracewalk.open({place!r}) opens another")
