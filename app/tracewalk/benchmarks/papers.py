"""CWM's scores as its paper and its model card report them: data with their sources, in `papers.json`.

Only what was read where the source says; how many answers passed is in none of them, so these have no interval.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import datetime
from importlib.resources import files

from tracewalk.model import Result, ResultIdentity

__all__ = ["published"]


def published(now: datetime, suites: Collection[str] | None = None) -> Iterator[Result]:
    """The published scores as results, of these suites alone where some are named."""
    for row in json.loads(files("tracewalk.benchmarks").joinpath("papers.json").read_text(encoding="utf-8")):
        if suites is not None and row["suite"] not in suites:
            continue
        version = row.get("version")
        identity = ResultIdentity(row["suite"], version, None, row["model"], row["metric"], None, row["source"])
        yield Result(
            identity.result_id, row["suite"], version, None, row["model"], row["metric"],
            round(row["percent"] / 100, 6), row["source"], now, published=True,
        )  # fmt: skip
