"""One Parquet file of the lake: written in `.tmp/`, sealed, moved to its place; and which of its rows are whose."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from tracewalk.lake.encoding import physical, writer_options
from tracewalk.model import SCHEMA_VERSION, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from tracewalk.settings import Settings

__all__ = [
    "ALONE",
    "BODIES",
    "HEADS",
    "OWNERS",
    "Key",
    "Part",
    "ShardFile",
    "checksum",
    "full_shard",
    "metadata",
    "new_name",
    "row_group",
    "sync_folder",
]

BODIES = {
    "traces": ("steps",),
    "predictions": ("predicted_steps",),
    "trajectories": ("turns", "state_changes"),
}
"""The tables of one row a key, and those of many rows of the same key that belong to it."""

HEADS = {body: head for head, bodies in BODIES.items() for body in bodies}
"""The tables of many rows a key, and where the one row of that key is."""

ALONE = ("programs", "checks", "results", "problems")
"""The tables of one row a key to which nothing else belongs."""

OWNERS = {"traces": "run_of", "predictions": "trace_id"}
"""The column that names what a row belongs to: a further run to its run 0, a prediction to its trace."""

_ROW_GROUPS = {
    "programs": 2_048,
    "traces": 8_192,
    "items": 122_880,
    "predictions": 8_192,
    "trajectories": 1_024,
    "turns": 1_024,
    "state_changes": 1_024,
    "checks": 8_192,
    "results": 8_192,
    "problems": 8_192,
}
"""Rows of a row group of the tables whose rows are wide; that of the others is `settings.row_group`."""

_STEPS_LIKE = {"steps": 1, "predicted_steps": 1, "turns": 100, "state_changes": 100, "trajectories": 100}
"""How many steps take about as much room as one row; of the other tables ten."""

Key = bytes | tuple[bytes, str, str]
"""Of a program, a trace and the like (16 bytes), of their bodies (the same) or an item (trace, dataset, task)."""


@dataclass(slots=True)
class Part:
    """A sealed Parquet file that waits for its publication, or one that is in its place already."""

    table: str
    file: Path
    name: str
    """Where it belongs, relative to the lake folder."""
    n_rows: int
    rows: dict[Key, tuple[int, int]]
    """First row and number of rows of each key; rows of no key are left out when the file is written again."""
    owners: dict[Key, bytes] = field(default_factory=dict)
    """What a key belongs to, of those that belong to something; see `OWNERS`."""
    supersedes: tuple[str, ...] = ()
    inbox: bool = False
    placed: bool = False
    lengths: dict[Key, tuple[int, ...]] = field(default_factory=dict)
    """How many rows of each of its `BODIES` a key says that it has, where the part was read back from a file."""

    @property
    def whole(self) -> bool:
        """Every row has a key."""
        return self.n_rows == sum(n for _, n in self.rows.values())


def new_name(table: str) -> str:
    """A name that no other shard has, relative to the lake folder; names sort by time."""
    return f"{table}/{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{uuid4().hex[:12]}.parquet"


def row_group(table: str, rows: int) -> int:
    """Rows of a row group of a table, where one of steps has `rows`."""
    known = _ROW_GROUPS.get(table, rows)
    return min(known, rows) if table in HEADS else known


def full_shard(table: str, settings: Settings) -> int:
    """Rows of a full shard of a table: at least a row group where rows are many."""
    least = row_group(table, settings.row_group) if table in HEADS else 1
    return max(settings.shard_rows // _STEPS_LIKE.get(table, 10), least)


class ShardFile:
    """A Parquet file being written in `.tmp/`; `seal()` makes it a `Part`."""

    def __init__(self, table: str, file: Path, rows: int) -> None:
        self.table = table
        self.file = file
        self.n_rows = 0
        self._row_group = row_group(table, rows)
        self._schema = physical(table)
        self._writer = pq.ParquetWriter(file, self._schema, **writer_options(table))

    def write(self, rows: pa.Table) -> int:
        """Appends rows as row groups of their own. Returns the number of the first."""
        first = self.n_rows
        self._writer.write_table(rows, row_group_size=self._row_group)
        self.n_rows += rows.num_rows
        return first

    def seal(
        self,
        rows: dict[Key, tuple[int, int]],
        *,
        owners: Mapping[Key, bytes] | None = None,
        supersedes: Iterable[str] = (),
        inbox: bool = False,
    ) -> Part:
        """Finishes the file and brings it to the disk."""
        replaced = tuple(sorted(supersedes))
        facts = {"schema_version": str(SCHEMA_VERSION), "table": self.table, "inbox": str(int(inbox))}
        self._writer.add_key_value_metadata(facts | {"supersedes": json.dumps(replaced)})
        self._writer.close()
        sync_file(self.file)
        name = new_name(self.table)
        return Part(self.table, self.file, name, self.n_rows, rows, dict(owners or {}), replaced, inbox)

    def discard(self) -> None:
        """Removes the file."""
        self._writer.close()
        self.file.unlink(missing_ok=True)


def checksum(file: Path) -> str:
    """The first 32 hex digits of the blake2b of a file."""
    digest = blake2b(digest_size=16)
    with file.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def metadata(file: Path) -> dict[str, Any]:
    """What a shard says of itself: table, schema_version, inbox, supersedes, n_rows, names of columns.

    Raises what pyarrow raises for a damaged file.
    """
    footer = pq.read_metadata(file)
    facts = {key.decode(): value.decode() for key, value in (footer.metadata or {}).items()}
    if facts.get("table") not in TABLES:
        raise pa.ArrowInvalid("it does not say which table of a lake it holds")
    return {
        "table": facts["table"],
        "schema_version": int(facts["schema_version"]),
        "inbox": facts["inbox"] == "1",
        "supersedes": tuple(json.loads(facts["supersedes"])),
        "n_rows": footer.num_rows,
        "names": footer.schema.to_arrow_schema().names,
    }


def sync_file(file: Path) -> None:
    """Brings a file's content to the disk."""
    with file.open("rb") as stream:
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Brings a folder's names to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
