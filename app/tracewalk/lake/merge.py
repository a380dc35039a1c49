"""Taking the traces, predictions, trajectories, checks and results of one lake into another."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

from tracewalk.errors import UsageError
from tracewalk.frozen import frozen
from tracewalk.lake.progress import Progress, silent
from tracewalk.lake.publish import Ledger
from tracewalk.lake.scan import complete, left_out, scan_all
from tracewalk.lake.shards import HEADS, new_name
from tracewalk.model import TABLES
from tracewalk.words import counted

if TYPE_CHECKING:
    from tracewalk.lake.lake import Lake
    from tracewalk.lake.publish import Publication
    from tracewalk.lake.shards import Key, Part

__all__ = ["Merger", "merge"]


@frozen
class Merger:
    """What was new to the lake that took it."""

    traces: int
    programs: int
    items: int
    faults: tuple[str, ...]
    """One line for each shard of the source that cannot be read, and for what is not whole."""
    predictions: int = 0
    trajectories: int = 0
    checks: int = 0
    results: int = 0
    problems: int = 0


def merge(into: Lake, source: Lake, *, progress: Progress = silent) -> Merger:
    """Takes everything of `source` that `into` does not have, in one publication; again, it takes nothing.

    Raises `ReadOnlyLake` where `into` can't be written, `UsageError` where both are the same lake.
    """
    into.require_writable()
    if into.path.resolve() == source.path.resolve():
        raise UsageError(f"{source.path} cannot be merged into itself")
    names = [shard.path for shard in source.catalog.shards()]
    parts, faults = scan_all(source.engine.plain(), source.path, names, progress)
    whole, broken = complete(parts)
    faults += left_out(source.path, broken)
    with Ledger(into.path, into.settings) as ledger:
        with ledger.reading() as known:
            wanted = _wanted(whole, known)
        if not wanted:
            return Merger(0, 0, 0, tuple(faults))
        copies = [_copy(part, ledger) for part in wanted]
        with ledger.publication() as publication:
            publication.admit(copies)
            taken, n_traceless = publication.admitted, publication.traceless
    if n_traceless:
        faults.append(f"{source.path}: {counted(n_traceless, 'prediction')} left out: neither lake has their traces")
    return Merger(
        taken["traces"],
        taken["programs"],
        taken["items"],
        tuple(faults),
        taken["predictions"],
        taken["trajectories"],
        taken["checks"],
        taken["results"],
        taken["problems"],
    )


def _wanted(parts: list[Part], known: Publication) -> list[Part]:
    """The parts of which some key is not known; of steps, those of the keys that their heads bring."""
    new: dict[str, set[Key]] = {table: set() for table in TABLES}
    for part in parts:
        if part.table not in HEADS:
            new[part.table] |= known.unknown(part.table, part.rows)
    return [part for part in parts if new[HEADS.get(part.table, part.table)] & part.rows.keys()]


def _copy(part: Part, ledger: Ledger) -> Part:
    file = ledger.staging.new_file()
    shutil.copyfile(part.file, file)
    return replace(part, file=file, name=new_name(part.table), supersedes=(), inbox=False, placed=False)
