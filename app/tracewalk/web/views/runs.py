"""Compare two runs, rather of one task. A link that names no run is answered here; a wrong turn, by the element."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from tracewalk.errors import LinkError, NotFound
from tracewalk.links import TrajectoryFocus, read_trajectory_focus
from tracewalk.model import Trajectory
from tracewalk.web.beside.chosen import best_other
from tracewalk.web.components.beside import two_runs
from tracewalk.web.context import current
from tracewalk.web.element import runs_data
from tracewalk.web.frame import problem


def main() -> None:
    """The page."""
    lake = current().lake
    try:
        focus = read_trajectory_focus(st.query_params.to_dict())
        if focus.trajectory is None:
            problem(
                "No runs chosen",
                "Choose two runs in the list, or a cell of the grid; the page of a run lists the other runs of its "
                "task, each with a link to both side by side.",
            )
            _to_list()
            return
        left = lake.trajectory(focus.trajectory)
        other = focus.other or best_other(left)
        if other is None:
            _alone(left)
            return
        right = lake.trajectory(other)
    except (LinkError, NotFound) as wrong:
        problem("This link does not open", str(wrong))
        _to_list()
        return
    _pane(left, right, replace(focus, other=other))


def _alone(left: Trajectory) -> None:
    of = f"of the task {left.task_id}" if left.task_id else "whose task its log does not name"
    problem(
        "Nothing to compare with",
        f"{left.name} is the only run {of} in this lake. A link to this page may name any two runs: "
        f"{TrajectoryFocus(left.trajectory_id, other='ID').url()}",
    )
    st.page_link("views/trajectory.py", label="This run", query_params=TrajectoryFocus(left.trajectory_id).query())
    _to_list()


def _to_list() -> None:
    st.page_link("views/trajectories.py", label="All runs of this lake", icon=":material/arrow_back:")


@st.fragment
def _pane(left: Trajectory, right: Trajectory, focus: TrajectoryFocus) -> None:
    """The element, and the server's copy of the URL: without it a rerun would restore a stale turn."""
    moved = two_runs(runs_data(left, right, focus), key=f"runs-{left.trajectory_id}-{right.trajectory_id}")
    if moved is not None:
        places = {name: moved.get(name) for name in ("turn", "other_turn", "file")}
        st.query_params.from_dict(replace(focus, call=None, **places).query())


main()
