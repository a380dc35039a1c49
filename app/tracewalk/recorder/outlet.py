"""Where complete rows leave the recorder: for Arrow, or as plain arrays for a pipe."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from tracewalk.recorder.lane import Lane
    from tracewalk.recorder.sites import Sites

__all__ = ["MakeOutlet", "Outlet"]


class Outlet(Protocol):
    """Takes rows out of lanes, up to its limits. What it counts is what it let out."""

    n_steps: int
    n_cut: int
    """Values of changes that are shortened."""
    out_of_chars: bool
    """A row did not fit into the characters that the trace may have."""

    @property
    def n_frames(self) -> int:
        """Frames with steps; 0 where somebody else counts, as with the two below."""
        ...

    @property
    def max_depth(self) -> int:
        """Depth of the deepest frame."""
        ...

    @property
    def steps_digest(self) -> str:
        """Of the content of all steps, or empty."""
        ...

    def take(self, segments: Sequence[tuple[Lane, int]]) -> None:
        """Rows: so many of each lane, in this order; a lane may come more than once."""
        ...

    def peek(self, lane: Lane) -> Any:
        """All rows of a lane as they would be let out; nothing is taken or counted."""
        ...


class MakeOutlet(Protocol):
    """Makes a run's outlet. Beyond `max_steps` rows, or `max_chars` characters of values, it lets nothing out."""

    def __call__(self, trace_id: str, sites: Sites, *, row_group: int, max_steps: int, max_chars: int | None) -> Outlet:
        """The outlet; None: no limit of characters."""
        ...
