"""How many bytes of its shard a step takes, or a predicted step: ids and all columns included."""

from __future__ import annotations

import json
import os
import re
import tempfile
from pathlib import Path
from random import Random

import work
from recording import into
from samples import make_id
from table import Row

from tracewalk.cwm import render
from tracewalk.lake import Lake, compact
from tracewalk.predict.imported import import_predictions
from tracewalk.predict.subject import subjects
from tracewalk.recorder import record_dataset

__all__ = ["measure"]

SAMPLES = 4
ALTERED = 0.02
"""Of the digits of a text."""

DATA = Path(os.environ.get("TRACEWALK_TEST_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")


def measure() -> list[Row]:
    """CRUXEval and predictions of it, where its file is at hand, and each long workload."""
    return [*_cruxeval(DATA / "cruxeval" / "cruxeval.jsonl"), _long()]


def _cruxeval(file: Path) -> list[Row]:
    what, aim = "bytes per step, the 800 CRUXEval traces", "≤ 8"
    if not file.exists():
        return [Row(what, f"not measured: no {file.name}; TRACEWALK_TEST_DATA names its folder", aim)]
    with tempfile.TemporaryDirectory() as folder, Lake.create(Path(folder) / "lake") as lake:
        done = record_dataset("cruxeval", file, lake=lake)
        size, steps = _size(lake)
        row = Row(what, f"{size / steps:.2f} ({done.recorded} traces, {steps:,} steps)", aim)
        return [row, _predicted(lake, Path(folder) / "texts.jsonl")]


def _predicted(lake: Lake, file: Path) -> Row:
    """Texts as a good model writes them: the true one, in which some values are other ones."""
    chance = Random(0)
    ids = sorted(path[0] for path in lake.cursor().sql("SELECT trace_id FROM traces").fetchall())
    with file.open("w") as texts:
        for about in subjects(lake, ids):
            said = [_altered(render(about.cwm.steps), chance) for _ in range(SAMPLES)]
            print(json.dumps({"trace_id": about.trace.trace_id, "texts": said}), file=texts)
    done = import_predictions(lake, file, model="altered")
    compact(lake)
    size, steps = _size(lake, "predicted_steps")
    told = f"{done.predictions:,} predictions, {steps:,} steps, {done.exact:,} exact"
    return Row(f"bytes per predicted step, {SAMPLES} texts of each", f"{size / steps:.2f} ({told})")


def _altered(text: str, chance: Random) -> str:
    """The text, in which some digits are other ones."""
    return re.sub(r"\d", lambda found: str(chance.randrange(10)) if chance.random() < ALTERED else found[0], text)


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


def _size(lake: Lake, table: str = "steps") -> tuple[int, int]:
    shards = lake.catalog.shards(table)
    return sum(shard.bytes for shard in shards), sum(shard.n_rows for shard in shards)
