"""The list's index: what the Traces page filters and shows, held in memory and fed shard by shard.

Over a million traces a filtered page takes 30 to 70 ms here; over the Parquet shards it took 120 to 290. A trace's
datasets, and keys of what was predicted of it, stand in its own row: as joins they alone took 200 and 700. It costs
about 450 bytes a trace; the first feed of a million takes 2 s, a publication adds only its own shards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from tracewalk.sql import statement
from tracewalk.web.following import Following, Shards

__all__ = ["Index"]

_SHOWN = 160


class Index(Following):
    """Over `list`, `places` and `said` of `queries/browse`."""

    tables = ("traces", "items", "predictions")
    begin = ("create_list", "create_places", "create_said", "matching")

    def text(self, name: str) -> str:
        """A statement of `queries/browse`."""
        return statement(f"browse/{name}")

    def feed(
        self,
        cursor: duckdb.DuckDBPyConnection,
        live: Shards,
        new: Mapping[str, Sequence[int]],
        gone: Mapping[str, Sequence[int]],
    ) -> None:
        """Items and predictions first: a trace's row holds what they say of it."""
        for table in ("items", "predictions"):
            for shard in new[table]:
                cursor.execute(self.text(f"add_{table}"), {"shard": shard, "path": live[table][shard]})
        for table, move in (("items", "move_traces"), ("predictions", "move_said")):
            if changed := [*new[table], *gone[table]]:
                cursor.execute(self.text(move), {"changed": changed, "gone": gone[table]})
        for table in self.tables:
            if gone[table]:
                cursor.execute(self.text(f"drop_{table}"), {"shards": gone[table]})
        for shard in new["traces"]:
            params = {"shard": shard, "path": live["traces"][shard], "shown": _SHOWN}
            cursor.execute(self.text("add_traces"), params)
