"""A trajectory's rows as objects, the last few kept: the page asks of one run again and again."""

from __future__ import annotations

from functools import lru_cache

from tracewalk.errors import NotFound
from tracewalk.lake import as_changes, as_turns
from tracewalk.model import StateChange, Trajectory, Turn
from tracewalk.web.context import current

__all__ = ["changes_of", "one_turn", "trajectory_of", "turns_of"]


def trajectory_of(trajectory_id: str) -> Trajectory:
    """Raises `NotFound`."""
    return current().lake.trajectory(trajectory_id)


def changes_of(trajectory_id: str) -> tuple[StateChange, ...]:
    """All state changes. Raises `NotFound`."""
    lake = current().lake
    return _changes(str(lake.path), lake.version, trajectory_id)


@lru_cache(6)
def _changes(_path: str, _version: int, trajectory_id: str) -> tuple[StateChange, ...]:
    return tuple(as_changes(current().lake.state_changes(trajectory_id)))


def turns_of(trajectory_id: str, start: int = 0, stop: int | None = None) -> list[Turn]:
    """Turns [start, stop). Raises `NotFound`."""
    return as_turns(current().lake.turns(trajectory_id, start, stop))


def one_turn(trajectory_id: str, turn: int) -> Turn:
    """Raises `NotFound`, also where the trajectory has no such turn."""
    found = turns_of(trajectory_id, turn, turn + 1)
    if not found:
        n_turns = trajectory_of(trajectory_id).n_turns
        raise NotFound(f"there is no turn {turn}; this trajectory has turns 0 to {n_turns - 1}")
    return found[0]
