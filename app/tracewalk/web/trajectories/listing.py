"""One page of the list of trajectories, as the Trajectories page and `/api/trajectories` show it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tracewalk.frozen import frozen
from tracewalk.links import Trajectories
from tracewalk.web.trajectories.asked import Hits, parameters
from tracewalk.web.trajectories.index import RunIndex

__all__ = ["Listed", "count", "facets", "page", "place"]

_MOST = 200
"""Values that one filter offers."""
_OFFERED = ("dataset", "format", "agent", "model", "task", "repo", "outcome", "exit_status", "tool")
_NONE = 2**62
"""The key of those that have none."""


@frozen
class Listed:
    """Rows of the list, what all that match come to, and the focus of the next page where there is one."""

    rows: list[dict[str, Any]]
    total: int
    """Trajectories that match, on all pages."""
    sub_agents: int
    """Sub-agents' runs that match, also where they are not listed."""
    solved: int
    judged: int
    following: Trajectories | None

    @property
    def next(self) -> str | None:
        """The next page's `after`."""
        return self.following.after if self.following else None


def page(index: RunIndex, asked: Trajectories, rows: int, hits: Hits | None = None) -> Listed:
    """At most `rows` trajectories that match; `hits` are those in which `asked.text` was found."""
    given = parameters(asked, hits)
    found = index.query("page", given | place(asked.after) | {"sort": asked.sort, "none": _NONE, "rows": rows})
    following = None
    if len(found) > rows:
        last = found[rows - 1]
        key = "" if last["sort_key"] == _NONE else last["sort_key"]
        following = replace(asked, after=f"{last['trajectory_id']}~{key}~{last['sort_name']}")
    return Listed([_shown(row, hits) for row in found[:rows]], **count(index, asked, hits), following=following)


def count(index: RunIndex, asked: Trajectories, hits: Hits | None = None) -> dict[str, int]:
    """`total`, `sub_agents`, `solved` and `judged` of all that match."""
    counted: dict[str, int] = index.query("count", parameters(asked, hits))[0]
    return counted


def facets(index: RunIndex, asked: Trajectories, hits: Hits | None = None) -> dict[str, dict[str, int]]:
    """By filter: its values, the commonest first, and how many trajectories each would leave beside the others."""
    found: dict[str, dict[str, int]] = {}
    for row in index.query("facets", parameters(asked, hits) | {"most": _MOST}):
        found.setdefault(row["filter"], {})[row["value"]] = row["trajectories"]
    for name in _OFFERED:
        if getattr(asked, name) is not None:
            others = parameters(asked, hits) | {name: None, "filter": name, "most": _MOST}
            rows = index.query("facet", others)
            found[name] = {row["value"]: row["trajectories"] for row in rows}
    return found


def place(token: str | None) -> dict[str, Any]:
    """The parameters of a page that begins after that place of the list."""
    if token is None:
        return {"after_id": None, "after_key": None, "after_name": None}
    trajectory_id, _, rest = token.partition("~")
    key, _, name = rest.partition("~")
    return {"after_id": trajectory_id, "after_key": int(key) if key else _NONE, "after_name": name}


def _shown(row: dict[str, Any], hits: Hits | None) -> dict[str, Any]:
    kept = {key: value for key, value in row.items() if not key.startswith("sort_")}
    hit = hits.get(row["trajectory_id"]) if hits else None
    return kept | {"found": {"turn": hit.turn, "turns": hit.turns, "around": hit.around} if hit else None}
