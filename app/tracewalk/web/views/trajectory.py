"""Trajectory: one run of an agent. A link that names no run is answered here; a wrong turn, by the element."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from tracewalk.errors import LinkError, NotFound
from tracewalk.links import Trajectories, TrajectoryFocus, read_trajectory_focus
from tracewalk.model import Trajectory
from tracewalk.web.components.trajectory import reader
from tracewalk.web.context import current
from tracewalk.web.element import trajectory_data
from tracewalk.web.frame import problem


def main() -> None:
    """The page."""
    try:
        focus = read_trajectory_focus(st.query_params.to_dict())
        if focus.trajectory is None:
            problem("No run chosen", "Choose one in the list of runs; its link then leads here, to the exact turn.")
            _to_list()
            return
        trajectory = current().lake.trajectory(focus.trajectory)
    except (LinkError, NotFound) as wrong:
        problem("This link does not open", str(wrong))
        _to_list()
        return
    _pane(trajectory, replace(focus, other=None, other_turn=None))


def _to_list() -> None:
    st.link_button("All runs of this lake", Trajectories().url())


@st.fragment
def _pane(trajectory: Trajectory, focus: TrajectoryFocus) -> None:
    """The element, and the server's copy of the URL: without it a rerun would restore a stale turn."""
    # A key for each run: what one reported must never be taken for another's.
    moved = reader(trajectory_data(trajectory, focus), key=f"trajectory-{trajectory.trajectory_id}")
    if moved is not None:
        here = replace(focus, turn=moved.get("turn"), call=moved.get("call"), file=moved.get("file"))
        st.query_params.from_dict(here.query())


main()
