"""Text anywhere in trajectories: all turns of those that match the other filters are read, which can take seconds."""

from __future__ import annotations

from collections.abc import Callable

from duckdb import DuckDBPyConnection

from tracewalk.lake import Lake
from tracewalk.links import Trajectories
from tracewalk.sql import statement
from tracewalk.web.search import Search
from tracewalk.web.trajectories.asked import FILTERS, Hit, parameters
from tracewalk.web.trajectories.index import RunIndex

__all__ = ["begin"]


def begin(lake: Lake, index: RunIndex, asked: Trajectories, seconds: float) -> Search[dict[str, Hit]]:
    """Looks for `asked.text` in what matches the other filters, sub-agents' runs included."""
    narrowed = any(getattr(asked, name) is not None for name in FILTERS if name not in ("text", "sub_agents"))
    given = {k: v for k, v in parameters(asked).items() if k not in ("text", "found")} | {"below": True}
    ids = [row["trajectory_id"] for row in index.query("ids", given)] if narrowed else None
    return Search(lake.cursor(), _looking((asked.text or "").lower(), ids), seconds=seconds)


def _looking(text: str, ids: list[str] | None) -> Callable[[DuckDBPyConnection], dict[str, Hit]]:
    def work(cursor: DuckDBPyConnection) -> dict[str, Hit]:
        found = cursor.sql(statement("runs/search"), params={"text": text, "ids": ids}).to_arrow_table()
        return {row.pop("trajectory_id"): Hit(**row) for row in found.to_pylist()}

    return work
