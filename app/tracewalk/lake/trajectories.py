"""Trajectories in bulk: read as they lie on the disk, and given other rows in their place."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tracewalk.lake.agent_rows import change_rows, turn_rows
from tracewalk.lake.replacing import replace_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pyarrow as pa

    from tracewalk.lake.lake import Lake
    from tracewalk.lake.replacing import Replacer
    from tracewalk.model import StateChange, Trajectory, Turn

    Given = tuple[Trajectory, Sequence[Turn] | pa.Table, Sequence[StateChange] | pa.Table]

__all__ = ["read_trajectories", "replace_trajectories"]


def read_trajectories(lake: Lake, ids: Iterable[str] | None = None) -> Iterator[tuple[Trajectory, pa.Table, pa.Table]]:
    """The given trajectories in that order, or all as they lie on the disk: each with its turns and state changes.

    Memory is bounded by one of them. Raises `NotFound` for an id that the lake has not.
    """
    if ids is None:
        ids = (row[0].hex() for row in lake.catalog.later_rows("trajectories", "trajectories_in_order"))
    for trajectory_id in ids:
        yield lake.trajectory(trajectory_id), lake.turns(trajectory_id), lake.state_changes(trajectory_id)


def replace_trajectories(lake: Lake, given: Iterable[Given]) -> int:
    """Puts other rows in the place of trajectories that the lake has: the same ids, read anew.

    Each is as in `Writer.add_trajectory`. Each full shard is one publication: readers see the old rows of a trajectory
    or the new ones; the old files go after `settings.grace_seconds`. Also on an exception what was given until then is
    replaced. Returns how many were. Raises `UsageError` for an id that the lake has not, or where the rows do not fit;
    `ReadOnlyLake`.
    """
    return replace_all(lake, (partial(_take, *one) for one in given), "trajectories")


def _take(
    trajectory: Trajectory,
    turns: Sequence[Turn] | pa.Table,
    changes: Sequence[StateChange] | pa.Table,
    replacer: Replacer,
) -> None:
    bodies = {
        "turns": turn_rows(trajectory.trajectory_id, turns),
        "state_changes": change_rows(trajectory.trajectory_id, changes),
    }
    n_turns, n_changes = (rows.num_rows for rows in bodies.values())
    replacer.take(trajectory.row() | {"n_turns": n_turns, "n_changes": n_changes}, bodies)
