"""Two runs side by side: their turns aligned, how alike those are, and what each had spent at each milestone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from tracewalk.agents.align import Reached, Run, align
from tracewalk.agents.likeness import LIKENESSES, likenesses
from tracewalk.frozen import frozen
from tracewalk.model import Trajectory, Turn
from tracewalk.web.context import current
from tracewalk.web.trajectory.read import changes_of, trajectory_of, turns_of

__all__ = ["Side", "beside", "one_side"]


@frozen
class Side:
    """One of the two runs, whole."""

    trajectory: Trajectory
    run: Run


def one_side(trajectory_id: str) -> Side:
    """A run with all its turns and changes. Raises `NotFound`."""
    found = trajectory_of(trajectory_id)
    return Side(found, Run(turns_of(found.trajectory_id), changes_of(found.trajectory_id)))


def beside(left: str, right: str) -> dict[str, Any]:
    """The alignment of two runs as columns (-1: no turn there), and their milestones. Raises `NotFound`."""
    lake = current().lake
    return _beside(str(lake.path), lake.version, left, right)


@lru_cache(16)
def _beside(_path: str, _version: int, left: str, right: str) -> dict[str, Any]:
    one, other = one_side(left), one_side(right)
    found = align(one.run, other.run)
    alike = likenesses(one.run, other.run, found.pairs)
    ends = {"name": "end", "title": "end of the run", "left": _end(one), "right": _end(other)}
    return {
        "left": [-1 if pair[0] is None else pair[0] for pair in found.pairs],
        "right": [-1 if pair[1] is None else pair[1] for pair in found.pairs],
        "likenesses": list(LIKENESSES),
        "likeness": [LIKENESSES.index(one) for one in alike],
        "first_divergence": found.first_divergence,
        "milestones": [asdict(milestone) for milestone in found.milestones] + [ends],
    }


def _end(side: Side) -> dict[str, Any] | None:
    turns, told = side.run.turns, side.trajectory
    if not turns:
        return None
    counted = (told.prompt_tokens, told.completion_tokens)
    tokens = sum(n or 0 for n in counted) if any(n is not None for n in counted) else None
    n_turns = sum(turn.source == "agent" and not turn.copied for turn in turns)
    return asdict(Reached(turns[-1].turn, n_turns, told.cost, tokens, _seconds(told, turns)))


def _seconds(told: Trajectory, turns: Sequence[Turn]) -> float | None:
    times = [turn.at for turn in turns if turn.at is not None]
    return told.seconds if told.seconds is not None or not times else (times[-1] - times[0]).total_seconds()
