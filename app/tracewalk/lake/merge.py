"""Taking the traces of one lake into another."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tracewalk.errors import UsageError
from tracewalk.lake.progress import Progress, silent
from tracewalk.lake.publish import Ledger
from tracewalk.lake.scan import complete, scan_all
from tracewalk.lake.shards import new_name
from tracewalk.words import counted

if TYPE_CHECKING:
    from tracewalk.lake.lake import Lake
    from tracewalk.lake.shards import Part

__all__ = ["Merger", "merge"]


@dataclass(frozen=True, slots=True)
class Merger:
    """What was new to the lake that took it."""

    traces: int
    programs: int
    items: int
    faults: tuple[str, ...]
    """One line for each shard of the source that cannot be read, and for traces that are not whole."""


def merge(into: Lake, source: Lake, *, progress: Progress = silent) -> Merger:
    """Takes everything of `source` that `into` does not have, in one publication; again, it takes nothing.

    Raises `ReadOnlyLake` where `into` can't be written, `UsageError` where both are the same lake.
    """
    into.require_writable()
    if into.path.resolve() == source.path.resolve():
        raise UsageError(f"{source.path} cannot be merged into itself")
    names = [shard.path for shard in source.catalog.shards()]
    parts, faults = scan_all(source.engine.plain(), source.path, names, progress)
    whole, n_broken = complete(parts)
    if n_broken:
        faults.append(f"{source.path}: {counted(n_broken, 'trace')} left out: not all steps are there")
    with Ledger(into.path, into.settings) as ledger:
        with ledger.reading() as known:
            wanted = [part for part in whole if part.table == "steps" or known.unknown(part.table, part.rows)]
        if all(part.table == "steps" for part in wanted):
            return Merger(0, 0, 0, tuple(faults))
        copies = [_copy(part, ledger) for part in wanted]
        with ledger.publication() as publication:
            publication.admit(copies)
            taken = publication.admitted
    return Merger(taken["traces"], taken["programs"], taken["items"], tuple(faults))


def _copy(part: Part, ledger: Ledger) -> Part:
    file = ledger.staging.new_file()
    shutil.copyfile(part.file, file)
    return replace(part, file=file, name=new_name(part.table), supersedes=(), inbox=False, placed=False)
