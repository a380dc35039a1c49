"""The index of trajectories: what the Trajectories page filters and shows, held in memory and fed shard by shard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from tracewalk.sql import statement
from tracewalk.web.following import Following, Shards

__all__ = ["RunIndex"]

_SHOWN = 200
"""Characters kept of what an agent was asked to do."""


class RunIndex(Following):
    """Over `list` of `queries/runs`."""

    tables = ("trajectories",)
    begin = ("create_list", "matching")

    def size(self) -> int:
        """How many trajectories the lake has."""
        found: int = self.query("size")[0]["trajectories"]
        return found

    def text(self, name: str) -> str:
        """A statement of `queries/runs`."""
        return statement(f"runs/{name}")

    def feed(
        self,
        cursor: duckdb.DuckDBPyConnection,
        live: Shards,
        new: Mapping[str, Sequence[int]],
        gone: Mapping[str, Sequence[int]],
    ) -> None:
        """A sub-agent's run stands below its parent's where the lake has that: any shard may bring or take it."""
        if gone["trajectories"]:
            cursor.execute(self.text("drop"), {"shards": gone["trajectories"]})
        for shard in new["trajectories"]:
            params = {"shard": shard, "path": live["trajectories"][shard], "shown": _SHOWN}
            cursor.execute(self.text("add"), params)
        cursor.execute(self.text("place_sub_agents"))
