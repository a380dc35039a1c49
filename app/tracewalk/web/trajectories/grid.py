"""Outcomes by task, and by agent and model: a page of tasks, each with its runs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tracewalk.frozen import frozen
from tracewalk.links import Trajectories
from tracewalk.web.trajectories.asked import Hits, parameters
from tracewalk.web.trajectories.index import RunIndex
from tracewalk.web.trajectories.listing import place

__all__ = ["Grid", "grid"]

_COLUMNS = 24
_TASKS = 25
"""Of one page, at most."""
_RUNS = 6
"""Runs of one cell that are shown one by one."""


@frozen
class Grid:
    """A page of tasks; `cells` are the runs of each, by column."""

    columns: list[dict[str, Any]]
    """`agent`, `model`, and how many `runs`, `solved`, `judged` on all pages; those with the most runs first."""
    n_columns: int
    """Agents and models, those beyond the last column too."""
    tasks: list[dict[str, Any]]
    """`task_id`, `repo`, `runs`, `solved`, `judged`, and `cells`: the runs of each column, with `runs` of them all."""
    n_tasks: int
    n_nameless: int
    """Runs that match and name no task."""
    following: Trajectories | None


def grid(index: RunIndex, asked: Trajectories, rows: int, hits: Hits | None = None) -> Grid:
    """At most `rows` tasks of the trajectories that match, and no more than a page can show."""
    rows = min(rows, _TASKS)
    given = parameters(asked, hits)
    columns = index.query("grid_columns", given | {"most": _COLUMNS})
    tasks = index.query("grid_tasks", given | place(asked.after) | {"rows": rows})
    following = None
    if len(tasks) > rows:
        last = tasks[rows - 1]
        following = replace(asked, after=f"{last['trajectory_id']}~{last['sort_key']}~{last['sort_name']}")
    shown = tasks[:rows]
    cells = index.query("grid_cells", given | {"tasks": [task["task_id"] for task in shown], "most": _RUNS})
    totals = columns[0] if columns else {"n_columns": 0, "n_tasks": 0, "n_nameless": 0}
    return Grid(
        [_kept(column, "agent", "model", "runs", "solved", "judged") for column in columns],
        totals["n_columns"],
        [
            _kept(task, "task_id", "repo", "runs", "solved", "judged") | {"cells": _cells(task, columns, cells)}
            for task in shown
        ],
        totals["n_tasks"],
        totals["n_nameless"],
        following,
    )


def _cells(task: dict[str, Any], columns: list[dict[str, Any]], runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for run in runs:
        if run["task_id"] == task["task_id"]:
            found.setdefault((run["agent"], run["model"]), []).append(run)
    return [_cell(found.get((column["agent"], column["model"]), [])) for column in columns]


def _cell(runs: list[dict[str, Any]]) -> dict[str, Any]:
    shown = ("trajectory_id", "outcome", "exit_status", "n_turns", "n_edits", "cost")
    first = runs[0] if runs else {"runs": 0, "solved": 0, "judged": 0}
    return _kept(first, "runs", "solved", "judged") | {"shown": [_kept(run, *shown) for run in runs]}


def _kept(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: row[name] for name in names}
