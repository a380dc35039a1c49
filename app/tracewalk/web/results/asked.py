"""What the lake knows of benchmark results, as the page and the API ask for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tracewalk.benchmarks import Judged, thoughts
from tracewalk.frozen import frozen
from tracewalk.links import Results

if TYPE_CHECKING:
    from tracewalk.lake import Lake

__all__ = ["MOST", "Tasks", "answers", "judged", "links_of", "scores", "tasks", "texts_of"]

Row = dict[str, Any]

MOST = 200
"""Answers to one task that are listed."""


@frozen
class Tasks:
    """One page of the tasks of a suite."""

    ids: tuple[str, ...]
    total: int
    cells: dict[str, list[Row]]
    """By task: a row for each run of a model."""
    following: Results | None
    """The page after it."""


def scores(lake: Lake, suite: str | None = None, model: str | None = None) -> list[Row]:
    """The scores of each run on each suite, counted here or published."""
    rows: list[Row] = lake.query("results/scores", {"suite": suite, "model": model}).to_pylist()
    return rows


def tasks(lake: Lake, asked: Results, rows: int) -> Tasks:
    """A page of the tasks that match, each with how the runs did on it."""
    given: dict[str, object] = {name: getattr(asked, name) for name in ("suite", "model", "outcome", "text", "after")}
    found = lake.query("results/page", given | {"rows": rows + 1}).to_pylist()
    ids = tuple(row["task_id"] for row in found[:rows])
    cells: dict[str, list[Row]] = {task: [] for task in ids}
    asked_of = {"suite": asked.suite, "model": asked.model, "tasks": list(ids)}
    for row in lake.query("results/cells", asked_of).to_pylist() if ids else ():
        cells[row["task_id"]].append(row)
    following = replace(asked.listed(), after=ids[-1]) if len(found) > rows else None
    total = found[0]["total"] if found else 0
    return Tasks(ids, total, cells, following)


def answers(lake: Lake, suite: str, task: str, model: str | None = None) -> list[Row]:
    """The answers to one task, the first of them, each with what the lake has of it."""
    given = {"suite": suite, "task": task, "model": model, "most": MOST}
    rows: list[Row] = lake.query("results/answers", given).to_pylist()
    for row in rows:
        row |= {"trajectory_id": row.pop("run_id"), "trace_id": row.pop("true_trace")}
        row |= {"check_id": row.pop("of_check"), "prediction_id": row.pop("of_prediction")}
    return rows


def links_of(row: Row) -> dict[str, str]:
    """The ids of what the lake has of a result."""
    names = ("trajectory_id", "trace_id", "check_id", "prediction_id")
    return {name: row[name] for name in names if row.get(name)}


def texts_of(row: Row) -> dict[str, str]:
    """What an answer says, by what it is: first what was thought, then the answer."""
    return {name: row[name] for name in ("reasoning", "answer") if row.get(name)}


def judged(lake: Lake, trace_id: str, texts: dict[str, str]) -> dict[str, list[Judged]]:
    """The statements of each text about the run of a trace, with their verdicts."""
    return {name: thoughts(lake, trace_id, text) for name, text in texts.items()}
