"""The API of the list of trajectories."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from tracewalk.links import Trajectories, read_trajectories
from tracewalk.web.answers import filters
from tracewalk.web.context import current
from tracewalk.web.trajectories import grid as grids
from tracewalk.web.trajectories import listing
from tracewalk.web.trajectories.asked import Hits
from tracewalk.web.trajectories.search import begin

__all__ = ["trajectories"]


def trajectories(request: Request) -> Any:
    """One page of the list of trajectories, or of the grid of tasks; the filters are those of the page's URL."""
    asked = read_trajectories(filters(request, Trajectories))
    index, rows = current().run_index, current().settings.page_rows
    hits = _hits(asked)
    facets = listing.facets(index, asked, hits)
    if asked.view == "grid":
        grid = grids.grid(index, asked, rows, hits)
        return {
            "tasks": grid.tasks,
            "columns": grid.columns,
            "n_columns": grid.n_columns,
            "n_tasks": grid.n_tasks,
            "n_nameless": grid.n_nameless,
            "next": grid.following.after if grid.following else None,
            "facets": facets,
        }
    page = listing.page(index, asked, rows, hits)
    return {
        "trajectories": page.rows,
        "total": page.total,
        "sub_agents": page.sub_agents,
        "solved": page.solved,
        "judged": page.judged,
        "next": page.next,
        "facets": facets,
    }


def _hits(asked: Trajectories) -> Hits | None:
    if not asked.text:
        return None
    seconds = current().settings.text_seconds
    search = begin(current().lake, current().run_index, asked, seconds)
    search.settled(within=seconds)
    return search.result()
