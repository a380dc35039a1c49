"""The grid: every run that names a task stands in the cell of its task and its maker."""

from __future__ import annotations

from tests.queries.runs import RUNS

from tracewalk.lake import Lake
from tracewalk.links import Trajectories, read_trajectories
from tracewalk.model import Trajectory
from tracewalk.web.trajectories.grid import Grid, grid
from tracewalk.web.trajectories.index import RunIndex
from tracewalk.web.trajectories.shown import behind, gridded

GRID = Trajectories(view="grid")


def cells(found: Grid) -> dict[tuple[str, str], list[str]]:
    """Outcomes by task and model."""
    return {
        (task["task_id"], column["model"]): [run["outcome"] for run in cell["shown"]]
        for task in found.tasks
        for column, cell in zip(found.columns, task["cells"], strict=True)
        if cell["shown"]
    }


def test_every_run_with_a_task_has_its_cell(index: RunIndex) -> None:
    found = grid(index, GRID, 25)
    expected: dict[tuple[str, str], list[str | None]] = {}
    for run in RUNS:
        if run.task and run.model:
            expected.setdefault((run.task, run.model), []).append(run.outcome)
    assert {key: sorted(map(str, value)) for key, value in cells(found).items()} == {
        key: sorted(map(str, value)) for key, value in expected.items()
    }
    assert (found.n_tasks, found.n_nameless, found.n_columns) == (3, 1, 4)
    assert [(c["agent"], c["model"], c["runs"], c["solved"], c["judged"]) for c in found.columns] == [
        ("mini", "ada", 3, 1, 3),
        ("mini", "bob", 3, 1, 2),
        ("team", "cy", 3, 2, 2),
        ("mini", "eve", 1, 1, 1),
    ]
    assert {task["task_id"]: (task["solved"], task["judged"]) for task in found.tasks} == {
        "sort": (2, 3),
        "sum": (2, 3),
        "max": (1, 2),
    }


def test_pages_of_tasks_follow_on(index: RunIndex) -> None:
    whole = [task["task_id"] for task in grid(index, GRID, 25).tasks]
    walked: list[str] = []
    asked: Trajectories | None = GRID
    while asked is not None:
        found = grid(index, read_trajectories(asked.query()), 1)
        walked += [task["task_id"] for task in found.tasks]
        assert found.n_tasks == 3
        asked = found.following
    assert walked == whole


def test_filters_hold_for_the_grid(index: RunIndex) -> None:
    assert cells(grid(index, Trajectories(view="grid", outcome="error"), 25)) == {("max", "ada"): ["error"]}
    nothing = grid(index, Trajectories(view="grid", model="no such"), 25)
    assert (nothing.tasks, nothing.columns, nothing.n_tasks) == ([], [], 0)


def test_many_runs_of_one_cell_are_counted_and_led_to(lake: Lake, index: RunIndex) -> None:
    with lake.writer() as writer:
        for n in range(1, 10):
            run = Trajectory(f"{n}a" * 16, f"try {n}", "made", agent="x", model="y", task_id="sum", outcome="solved")
            writer.add_trajectory(run, [], [])
    found = grid(index, GRID, 25)
    column = next(n for n, column in enumerate(found.columns) if column["model"] == "y")
    task = next(n for n, task in enumerate(found.tasks) if task["task_id"] == "sum")
    cell = gridded(GRID, found)["tasks"][task]["cells"][column]
    assert (cell["runs"], cell["solved"], cell["judged"], len(cell["shown"])) == (9, 9, 9, 6)
    assert cell["link"] == Trajectories(task="sum", agent="x", model="y").url()
    assert behind(GRID, found, task, None) == Trajectories(task="sum")


def test_makers_that_are_not_named_have_a_column(lake: Lake, index: RunIndex) -> None:
    with lake.writer() as writer:
        writer.add_trajectory(Trajectory("a" * 32, "by nobody", "made", task_id="sum"), [], [])
    found = grid(index, GRID, 25)
    assert (None, None) in {(column["agent"], column["model"]) for column in found.columns}
    assert ("sum", None) in cells(found)
