"""How many bytes of a steps shard a step takes, ids and all columns included."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import work
from recording import into
from samples import make_id
from table import Row

from tracewalk.lake import Lake
from tracewalk.recorder import record_dataset

__all__ = ["measure"]

DATA = Path(os.environ.get("TRACEWALK_TEST_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")


def measure() -> list[Row]:
    """CRUXEval, where its file is at hand, and each long workload."""
    return [_cruxeval(DATA / "cruxeval" / "cruxeval.jsonl"), _long()]


def _cruxeval(file: Path) -> Row:
    what, aim = "bytes per step, the 800 CRUXEval traces", "≤ 8"
    if not file.exists():
        return Row(what, f"not measured: no {file.name}; TRACEWALK_TEST_DATA names its folder", aim)
    with tempfile.TemporaryDirectory() as folder, Lake.create(Path(folder) / "lake") as lake:
        done = record_dataset("cruxeval", file, lake=lake)
        size, steps = _size(lake)
    return Row(what, f"{size / steps:.2f} ({done.recorded} traces, {steps:,} steps)", aim)


def _long() -> Row:
    sizes: dict[str, tuple[int, int]] = {}
    for name, workload in work.LONG.items():
        with tempfile.TemporaryDirectory() as folder, Lake.create(Path(folder) / "lake") as lake:
            with lake.writer() as writer:
                into(writer, workload, make_id(name))
            sizes[name] = _size(lake)
    each = ", ".join(f"{name} {size / steps:.2f}" for name, (size, steps) in sizes.items())
    size, steps = (sum(pair[i] for pair in sizes.values()) for i in (0, 1))
    return Row("bytes per step, long workloads", f"**{size / steps:.2f}** ({each})", "≤ 2.5")


def _size(lake: Lake) -> tuple[int, int]:
    shards = lake.catalog.shards("steps")
    return sum(shard.bytes for shard in shards), sum(shard.n_rows for shard in shards)
