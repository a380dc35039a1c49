"""How long it takes to open a trace by its id, in lakes of 10, 100 and 1,000 shards of steps."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from random import Random

import pyarrow as pa
import work
from recording import ID, record, trace_of
from samples import clone, make_id
from table import Row, percentile, wall

from tracewalk.lake import Lake

__all__ = ["measure"]

SHARDS = (10, 100, 1_000)
TRACES, STEPS = 100, 200
"""Traces of a shard, and steps of each: 20,000 steps a shard, 20 million in the largest lake."""
ROUNDS = 200


def measure() -> list[Row]:
    """The steps alone, and all that the Trace page asks of the lake; in turns, so that a busy moment hits all lakes."""
    steps: dict[int, list[float]] = {n: [] for n in SHARDS}
    page: dict[int, list[float]] = {n: [] for n in SHARDS}
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        lakes = {n: stack.enter_context(Lake.create(Path(folder) / str(n))) for n in SHARDS}
        ids = {n: Random(0).sample(_fill(lake, n), ROUNDS) for n, lake in lakes.items()}
        for turn in range(ROUNDS):
            for n, lake in lakes.items():
                steps[n].append(wall(lake.steps, ids[n][turn]))
                page[n].append(wall(_page, lake, ids[n][-turn]))
    what = "10 / 100 / 1,000 shards, ms median (p95)"
    return [
        Row(f"open a trace's steps by id, {what}", _told(steps), "< 10, flat"),
        Row(f"the same with the trace's row, items and source, {what}", _told(page)),
    ]


def _fill(lake: Lake, shards: int) -> list[str]:
    """Adds shards; gives the ids of their traces."""
    batches: list[pa.RecordBatch] = []
    session, ending = record(None, batches.append, work.SHORT["fib(14)"])
    trace = trace_of(session, ending, "fib", ID)
    parts = [batches[0].slice(STEPS * n, STEPS) for n in range(batches[0].num_rows // STEPS)]
    parts = [part.set_column(1, "step", pa.array(range(STEPS), pa.int32())) for part in parts]
    ids = [[make_id(shard, n) for n in range(TRACES)] for shard in range(shards)]
    with lake.writer() as writer:
        for shard in ids:
            for n, trace_id in enumerate(shard):
                writer.add_steps(clone(parts[n % len(parts)], trace_id))
                writer.add_trace(replace(trace, trace_id=trace_id, n_steps=STEPS))
            writer.add_program(session.programs[0])
            writer.publish()
    return [trace_id for shard in ids for trace_id in shard]


def _page(lake: Lake, trace_id: str) -> None:
    trace = lake.trace(trace_id)
    lake.program(trace.program_id)
    lake.items(trace_id)
    lake.steps(trace_id)


def _told(times: dict[int, list[float]]) -> str:
    return " / ".join(f"{1e3 * percentile(t, 50):.1f} ({1e3 * percentile(t, 95):.1f})" for t in times.values())
