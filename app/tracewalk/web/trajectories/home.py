"""Home's part about agents' runs: figures, some runs to open, the way to the list."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

import streamlit as st

from tracewalk.links import Trajectories, TrajectoryFocus
from tracewalk.web import cached, charts
from tracewalk.web.frame import clickable, plain
from tracewalk.words import counted

__all__ = ["metrics", "run_figures", "some_runs"]

_EXAMPLES = 5
_MAKERS = 8
_SIGNS = {"solved": "✓", "unsolved": "✕", "error": "!"}


def metrics(version: int) -> list[tuple[str, str]]:
    """Names and values of the figures at the top; none where the lake has no trajectory."""
    totals = cached.runs(version, "totals")[0]
    if not totals["trajectories"]:
        return []
    shown = [("Agents' runs", f"{totals['trajectories']:,}"), ("Turns", f"{totals['turns']:,}")]
    if totals["judged"]:
        shown.append(("Solved", f"{100 * totals['solved'] / totals['judged']:.0f} % of {totals['judged']:,}"))
    return shown


def some_runs(version: int) -> None:
    """Runs to open, one of each agent and model."""
    st.markdown("**Read an agent's run**")
    with st.container(gap=None):
        for row in cached.runs(version, "examples", most=_EXAMPLES):
            _one(row)
    st.page_link("views/trajectories.py", label="All trajectories", icon=":material/arrow_forward:")


def _one(row: dict[str, Any]) -> None:
    who = ", ".join(filter(None, (row["agent"], row["model"]))) or row["source_format"]
    about = f"{who}: {row['outcome'] or 'nothing says how it went'}, {counted(row['n_turns'], 'turn')}"
    sign = _SIGNS.get(row["outcome"] or "", "")
    label = f"{plain(row['name'])} :gray[:small[{sign} {counted(row['n_turns'], 'turn')}]]"
    focus = TrajectoryFocus(row["trajectory_id"])
    st.page_link("views/trajectory.py", label=label, help=plain(about), query_params=focus.query())
    st.html(f'<div class="tw-about">{html.escape(who)}</div>')


def run_figures(version: int) -> None:
    """Outcomes by agent and model, and lengths; a click on a bar lists the runs behind it."""
    outcomes = cached.runs(version, "outcomes", most=_MAKERS)
    lengths = cached.runs(version, "lengths")
    left, right = st.columns(2, gap="small")
    with left:
        clickable(
            "run_outcomes", charts.run_outcomes(outcomes), "views/trajectories.py",
            lambda point: _of(outcomes, point).query(),
        )  # fmt: skip
    with right:
        clickable(
            "run_lengths", charts.run_lengths(lengths), "views/trajectories.py",
            lambda point: _between(lengths[point["point_index"]]).query(),
        )  # fmt: skip


def _of(outcomes: Sequence[dict[str, Any]], point: dict[str, Any]) -> Trajectories:
    """The list behind a part of a bar; who is not named cannot be asked for."""
    row = next((row for row in outcomes if charts.who(row) == point["y"]), None)
    outcome = point.get("legendgroup") or None
    return Trajectories(agent=row["agent"], model=row["model"], outcome=outcome) if row else Trajectories()


def _between(row: dict[str, Any]) -> Trajectories:
    return Trajectories(min_turns=row["shortest"], max_turns=row["longest"])
