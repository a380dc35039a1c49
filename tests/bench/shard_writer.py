"""The writer of shards alone, fed with recorded batches: long traces, and traces as short as a dataset's."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import median

import pyarrow as pa
import work
from recording import ID, record, trace_of
from samples import clone, make_id
from table import Row, cpu

from tracewalk.lake import Lake
from tracewalk.model import Trace

__all__ = ["measure"]

ROUNDS = 5
STEPS = 1_000_000
SHORT = 16
"""Steps of a short trace: about the mean of CRUXEval's."""

Given = list[tuple[Trace, list[pa.RecordBatch]]]


def measure() -> list[Row]:
    """Steps a second of CPU, published."""
    long, short = [], []
    for name, workload in work.LONG.items():
        batches: list[pa.RecordBatch] = []
        trace = trace_of(*record(None, batches.append, workload), name, ID)
        long += _copies(trace, batches, STEPS // len(work.LONG) // trace.n_steps + 1)
    start = long[0][1][0].slice(0, SHORT)
    short = _copies(replace(long[0][0], n_steps=SHORT), [start], STEPS // SHORT // 10)
    return [
        Row("shard writer alone, long traces", f"{_rate(long) / 1e6:.2f} M steps/s", "≥ 1 M steps/s"),
        Row(f"the same, traces of {SHORT} steps each", f"{_rate(short) / 1e6:.2f} M steps/s"),
    ]


def _copies(trace: Trace, batches: list[pa.RecordBatch], n: int) -> Given:
    ids = [make_id(trace.name, copy) for copy in range(n)]
    return [(replace(trace, trace_id=new), [clone(batch, new) for batch in batches]) for new in ids]


def _rate(given: Given) -> float:
    seconds = median(cpu(_write, given) for _ in range(ROUNDS))
    return sum(trace.n_steps for trace, _ in given) / seconds


def _write(given: Given) -> None:
    with tempfile.TemporaryDirectory() as folder, Lake.create(Path(folder) / "lake") as lake, lake.writer() as writer:
        for trace, batches in given:
            for batch in batches:
                writer.add_steps(batch)
            writer.add_trace(trace)
