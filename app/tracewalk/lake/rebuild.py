"""Making the catalog again from the shards, which are the truth."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from tracewalk.errors import NotALake
from tracewalk.frozen import frozen
from tracewalk.lake.catalog import CATALOG
from tracewalk.lake.engine import connect
from tracewalk.lake.progress import Progress, silent
from tracewalk.lake.publish import Ledger, create_catalog
from tracewalk.lake.scan import complete, left_out, scan_all
from tracewalk.lake.staging import TMP
from tracewalk.model import TABLES
from tracewalk.settings import load
from tracewalk.sql import statement

if TYPE_CHECKING:
    import os

    from tracewalk.settings import Settings

__all__ = ["Rebuilt", "rebuild"]


@frozen
class Rebuilt:
    """What the new catalog holds."""

    traces: int
    programs: int
    items: int
    faults: tuple[str, ...]
    """One line for each file that cannot be read (it stays where it is), and for what is not whole."""
    predictions: int = 0
    trajectories: int = 0
    checks: int = 0
    results: int = 0
    problems: int = 0


def rebuild(path: str | os.PathLike[str], *, settings: Settings | None = None, progress: Progress = silent) -> Rebuilt:
    """Makes the catalog of the lake at `path` again, in one transaction; one that cannot be read is set aside.

    A shard that another one replaces (it says so in its metadata) is left out, and so are second rows of the same
    trace, program, item and the like. Predictions stay also where their traces are lost. Raises
    `NotALake` for a folder without shards.
    """
    folder = Path(path).absolute()
    limits = settings or load()
    if not _shards(folder) and not (folder / CATALOG).exists():
        raise NotALake(f"{folder} has no shards of a lake; those are in its folders {', '.join(TABLES)}")
    _set_aside(folder)
    (folder / TMP).mkdir(exist_ok=True)
    create_catalog(folder)
    with Ledger(folder, limits, sweeping=False) as ledger, ledger.publication() as publication:
        names = _shards(folder)  # again, now that nobody else can publish
        connection = connect(ledger.staging.new_file().with_suffix(".spill"), limits.query_memory)
        parts, faults = scan_all(connection, folder, names, progress)
        connection.close()
        publication.empty()
        replaced = {name for part in parts for name in part.supersedes}
        live, broken = complete(part for part in parts if part.name not in replaced)
        for part in parts:
            if part.name in replaced:
                publication.retire(part)
        publication.admit(live, traceless=True)
        found = publication.admitted
    faults += left_out(folder, broken)
    return Rebuilt(
        found["traces"],
        found["programs"],
        found["items"],
        tuple(faults),
        found["predictions"],
        found["trajectories"],
        found["checks"],
        found["results"],
        found["problems"],
    )


def _shards(folder: Path) -> list[str]:
    """The names of the files that may be shards, oldest first within a table."""
    return [str(file.relative_to(folder)) for table in TABLES for file in sorted((folder / table).glob("*.parquet"))]


def _set_aside(folder: Path) -> None:
    """Renames a catalog that SQLite cannot read."""
    try:
        with sqlite3.connect(folder / CATALOG) as connection:
            sound = connection.execute(statement("catalog/integrity")).fetchone()[0] == "ok"
        connection.close()
    except sqlite3.DatabaseError:
        sound = False
    if not sound:
        (folder / CATALOG).rename(folder / f"{CATALOG}.damaged")
        for suffix in ("-wal", "-shm"):
            (folder / f"{CATALOG}{suffix}").unlink(missing_ok=True)
