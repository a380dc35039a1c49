"""What writing Parquet costs on top of recording in memory."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median

import work
from recording import in_memory, into
from table import Row, cpu

from tracewalk.lake import Lake

__all__ = ["measure"]

ROUNDS = 5


def measure() -> list[Row]:
    """One row: the long workloads together, and the range over them."""
    spent = {name: _times(workload) for name, workload in work.LONG.items()}
    memory, lake = (sum(times[i] for times in spent.values()) for i in (0, 1))
    each = [f"{name} {_more(*times)}" for name, times in spent.items()]
    told = f"**{_more(memory, lake)}** ({'; '.join(each)})"
    return [Row("writing Parquet on top of recording in memory, CPU", told, "≤ +40 %")]


def _more(memory: float, lake: float) -> str:
    return f"{100 * (lake / memory - 1):+.0f} %"


def _times(workload: work.Workload) -> tuple[float, float]:
    memory, lake = [], []
    for _ in range(ROUNDS):
        memory.append(cpu(in_memory, workload))
        lake.append(cpu(_publish, workload))
    return median(memory), median(lake)


def _publish(workload: work.Workload) -> None:
    with tempfile.TemporaryDirectory() as folder, Lake.create(Path(folder) / "lake") as lake, lake.writer() as writer:
        into(writer, workload)
