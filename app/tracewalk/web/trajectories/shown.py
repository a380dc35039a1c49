"""What the Trajectories page hands to its element, in the shape `Data` of `components/runs/types.js`."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from tracewalk.links import Trajectories, TrajectoryFocus
from tracewalk.web.trajectories.grid import Grid
from tracewalk.web.trajectories.listing import Listed

__all__ = ["behind", "gridded", "listed"]


def listed(asked: Trajectories, found: Listed) -> dict[str, Any]:
    """A page of the list."""
    return _about(asked) | {"rows": [_plain(row) | {"link": _link(row)} for row in found.rows]}


def gridded(asked: Trajectories, found: Grid) -> dict[str, Any]:
    """A page of the grid."""
    tasks = [
        task
        | {"link": behind(asked, found, n, None).url()}
        | {"cells": [_cell(asked, found, n, m, cell) for m, cell in enumerate(task["cells"])]}
        for n, task in enumerate(found.tasks)
    ]
    return _about(asked) | {"columns": found.columns, "tasks": tasks}


def behind(asked: Trajectories, found: Grid, task: int, column: int | None) -> Trajectories:
    """The list of the runs of a task, or of one of its cells; who is not named cannot be asked for."""
    of = found.columns[column] if column is not None else {"agent": None, "model": None}
    return replace(
        asked,
        task=found.tasks[task]["task_id"],
        agent=of["agent"] or asked.agent,
        model=of["model"] or asked.model,
        view="list",
        after=None,
    )


def _about(asked: Trajectories) -> dict[str, Any]:
    compare = TrajectoryFocus("{left}", other="{right}").url().replace("%7B", "{").replace("%7D", "}")
    told = {"view": asked.view, "sort": asked.sort, "text": asked.text, "compare": compare}
    return told | {"rows": [], "columns": [], "tasks": []}


def _cell(asked: Trajectories, found: Grid, task: int, column: int, cell: dict[str, Any]) -> dict[str, Any]:
    shown = [run | {"link": _link(run)} for run in cell["shown"]]
    return cell | {"link": behind(asked, found, task, column).url(), "shown": shown}


def _link(row: dict[str, Any]) -> str:
    found = row.get("found")
    return TrajectoryFocus(row["trajectory_id"], turn=found["turn"] if found else None).url()


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in row.items()}
