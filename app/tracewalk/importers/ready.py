"""A complete run in the form in which it is given to a lake, and in which one process gives it to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from tracewalk.errors import UsageError
from tracewalk.frozen import frozen
from tracewalk.importers.mended import mended, mended_facts
from tracewalk.lake.agent_rows import change_rows, turn_rows

if TYPE_CHECKING:
    import pyarrow as pa

    from tracewalk.importers.agent_run import AgentRun
    from tracewalk.importers.keep import Keeper
    from tracewalk.model import Trajectory

__all__ = ["Known", "Ready", "ready"]


@frozen
class Known:
    """A run that the lake has already, just so."""

    n_turns: int
    joined: bool = False
    notes: Mapping[str, int] = field(default_factory=dict)

    def keep(self, _keeper: Keeper) -> str:
        """Nothing is to be done."""
        return "kept"


@frozen
class Ready:
    """A run with all its rows."""

    trajectory: Trajectory
    turns: pa.Table
    changes: pa.Table
    n_bytes: int
    """What it takes in memory, about."""
    notes: Mapping[str, int]
    joined: bool = False
    """A sidecar said something of it."""
    replaces: bool = False
    """The lake has it in another form, read by an older importer or before a sidecar was there."""

    @property
    def n_turns(self) -> int:
        """How many turns it has."""
        return int(self.turns.num_rows)

    def keep(self, keeper: Keeper) -> str:
        """Gives it to the lake; returns `imported`, `replaced` or `kept`. Raises `UsageError` where it does not fit."""
        return keeper.add_run(self)


def ready(run: AgentRun, *, joined: bool = False, replaces: bool = False) -> Ready:
    """The rows of a complete run. Raises `UsageError` where no lake can hold them."""
    text = run.trajectory.trajectory_id
    facts = mended_facts(run.trajectory)
    try:
        turns, changes = turn_rows(text, run.turns), change_rows(text, run.changes)
    except UsageError:
        run = mended(run)
        turns, changes = turn_rows(text, run.turns), change_rows(text, run.changes)
    return Ready(facts, turns, changes, turns.nbytes + changes.nbytes, run.notes, joined, replaces)
