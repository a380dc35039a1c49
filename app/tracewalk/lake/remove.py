"""Removing a dataset: its items, and the traces and programs that nothing else needs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tracewalk.errors import NotFound
from tracewalk.lake.engine import fetch
from tracewalk.lake.progress import Progress, silent
from tracewalk.lake.publish import Ledger
from tracewalk.lake.rewrite import cut
from tracewalk.lake.scan import scan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracewalk.lake.lake import Lake
    from tracewalk.lake.publish import Publication
    from tracewalk.lake.shards import Key

__all__ = ["Removal", "remove_dataset"]


@dataclass(frozen=True, slots=True)
class Removal:
    """What was removed."""

    items: int
    traces: int
    steps: int
    programs: int


def remove_dataset(lake: Lake, name: str, *, progress: Progress = silent) -> Removal:
    """Removes the items of a dataset, the traces that are in no other dataset, and the programs that no trace has then.

    The shards are written again without them; the old files go after `settings.grace_seconds`. Other writers wait.
    Raises `NotFound` for a dataset that is not there, `ReadOnlyLake`.
    """
    lake.require_writable()
    with Ledger(lake.path, lake.settings) as ledger, ledger.publication() as publication:
        gone = _doomed(lake, publication, name)
        shards = ledger.shards()
        n_steps = 0
        for done, shard in enumerate(shards):
            progress(done, len(shards), shard.path)
            part = scan(lake.engine.plain(), lake.path, shard.path)
            kept = part.rows.keys() - gone[part.table]
            if shard.table == "steps":
                n_steps += sum(n for key, (_, n) in part.rows.items() if key not in kept)
            if len(kept) < len(part.rows):
                file = ledger.staging.new_file()
                publication.place([replace(cut(part, kept, file, lake.settings.row_group), inbox=shard.inbox)])
                publication.drop([shard.shard_id])
        for table in ("items", "traces", "programs"):
            publication.forget(table, gone[table])
        progress(len(shards), len(shards), "removed")
    return Removal(len(gone["items"]), len(gone["traces"]), n_steps, len(gone["programs"]))


def _doomed(lake: Lake, publication: Publication, name: str) -> Mapping[str, set[Key]]:
    items: set[Key] = set(publication.rows("items_of_dataset", (name,)))
    if not items:
        known = ", ".join(repr(row[0]) for row in publication.rows("datasets")) or "none"
        raise NotFound(f"no dataset {name!r} in {lake.path}; its datasets are: {known}")
    traces: set[bytes] = {row[0] for row in publication.rows("traces_only_in_dataset", (name,))}
    unused = fetch(lake.cursor(), "shard/unused_programs", {"trace_ids": sorted(key.hex() for key in traces)})
    programs: set[Key] = {bytes.fromhex(text) for text in unused.column("program_id").to_pylist()}
    gone: dict[str, set[Key]] = {"items": items, "traces": set(traces), "steps": set(traces)}
    gone["programs"] = programs - publication.unknown("programs", programs)
    return gone
