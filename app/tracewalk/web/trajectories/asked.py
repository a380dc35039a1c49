"""What a list of trajectories is asked for: its filters as parameters of `queries/runs`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from tracewalk.frozen import frozen
from tracewalk.links import Trajectories

__all__ = ["FILTERS", "Hit", "Hits", "apart", "parameters"]

FILTERS = tuple(f.name for f in fields(Trajectories) if f.name not in ("view", "sort", "after"))
"""What narrows the list, as the fields of `Trajectories`."""


@frozen
class Hit:
    """Where a text stands in a trajectory."""

    turn: int
    """The first of them."""
    turns: int
    around: str
    """The text, and what stands around it there."""


Hits = Mapping[str, Hit]
"""By the id of the trajectory: where the text that is looked for was found."""


def parameters(asked: Trajectories, hits: Hits | None = None) -> dict[str, Any]:
    """Those of `queries/runs/matching.sql`."""
    given = {name: getattr(asked, name) for name in FILTERS if name != "sub_agents"}
    return given | {"found": list(hits or ()), "below": asked.sub_agents == "listed"}


def apart(asked: Trajectories) -> Trajectories:
    """Without the order, the view and the page: all that a count or a search depends on."""
    return replace(asked, sort=Trajectories().sort, view=Trajectories().view, after=None)
