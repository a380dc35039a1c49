"""Cutting rows out of the shards that hold them, inside one publication."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from tracewalk.lake.progress import Progress, silent
from tracewalk.lake.rewrite import cut
from tracewalk.lake.scan import scan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracewalk.lake.catalog import Shard
    from tracewalk.lake.lake import Lake
    from tracewalk.lake.publish import Ledger, Publication
    from tracewalk.lake.shards import Key

__all__ = ["cut_out", "holders"]


def holders(ledger: Ledger, publication: Publication, gone: Mapping[str, set[Key]]) -> list[Shard]:
    """The shards that hold rows of the keys given by table."""
    ids = {row[0] for table, keys in gone.items() for row in publication.given(f"holding_{table}", keys)}
    return [shard for shard in ledger.shards() if shard.shard_id in ids]


def cut_out(
    lake: Lake,
    ledger: Ledger,
    publication: Publication,
    shards: list[Shard],
    gone: Mapping[str, set[Key]],
    progress: Progress = silent,
) -> Counter[str]:
    """Writes the shards again without the rows of the keys given by table. Returns how many rows went, by table.

    A shard of which nothing is left is written too: it says which file it replaces, so a rebuild doesn't take that in.
    """
    n_rows: Counter[str] = Counter()
    for done, shard in enumerate(shards):
        progress(done, len(shards), shard.path)
        part = scan(lake.engine.plain(), lake.path, shard.path)
        kept = part.rows.keys() - gone[part.table]
        n_rows[part.table] += sum(n for key, (_, n) in part.rows.items() if key not in kept)
        file = ledger.staging.new_file()
        publication.place([replace(cut(part, kept, file, lake.settings.row_group), inbox=shard.inbox)])
        publication.drop([shard.shard_id])
    progress(len(shards), len(shards), "written again")
    return n_rows
