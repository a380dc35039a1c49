"""What is to be known of a run besides its turns: its row, its kin, its habits."""

from __future__ import annotations

from typing import Any

from tracewalk.agents.patterns import patterns
from tracewalk.model import Trajectory
from tracewalk.web.context import current
from tracewalk.web.trajectory.read import changes_of, trajectory_of, turns_of

__all__ = ["facts", "found_patterns", "kin"]

_LONG = 4_000


def facts(trajectory_id: str) -> dict[str, Any]:
    """The row, with long texts cut; `sizes` are their true lengths."""
    return {"trajectory": _row(trajectory_of(trajectory_id))}


def kin(trajectory_id: str) -> list[dict[str, Any]]:
    """The run that it is a part of, or goes on from; its sub-agents; other runs of its task."""
    trajectory = trajectory_of(trajectory_id)
    asked = {
        "trajectory": trajectory_id,
        "parent": trajectory.parent,
        "continues": trajectory.continues,
        "task": trajectory.task_id,
    }
    rows: list[dict[str, Any]] = current().lake.query("trajectory/kin", asked).to_pylist()
    return rows


def _row(trajectory: Trajectory) -> dict[str, Any]:
    row = trajectory.row()
    sizes = {}
    for name in ("task", "patch", "metadata", "scores"):
        text = row[name]
        if isinstance(text, str):
            sizes[name] = len(text)
            row[name] = text[:_LONG]
    return row | {"sizes": sizes}


def found_patterns(trajectory_id: str) -> list[dict[str, Any]]:
    """Habits of the run that are worth a look, each with the turns that show it."""
    found = patterns(trajectory_of(trajectory_id), turns_of(trajectory_id), changes_of(trajectory_id))
    return [{"rule": p.rule, "title": p.title, "text": p.text, "turns": list(p.turns)} for p in found]
