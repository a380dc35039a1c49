"""Which run stands beside one where the link names none: another run of its task, rather one that went otherwise."""

from __future__ import annotations

from typing import Any

from tracewalk.model import Trajectory
from tracewalk.web.trajectory.facts import kin

__all__ = ["best_other"]


def best_other(trajectory: Trajectory) -> str | None:
    """The id of another run of the task; None where the lake has none."""
    same = [row for row in kin(trajectory.trajectory_id) if row["relation"] == "same_task"]
    return min(same, key=lambda row: _worth(trajectory, row))["trajectory_id"] if same else None


def _worth(trajectory: Trajectory, row: dict[str, Any]) -> tuple[bool, bool, bool]:
    """The less the better: one was solved and the other not; then the same agent, then the same model."""
    judged = trajectory.outcome is not None and row["outcome"] is not None
    otherwise = judged and (row["outcome"] == "solved") != (trajectory.outcome == "solved")
    return not otherwise, row["agent"] != trajectory.agent, row["model"] != trajectory.model
