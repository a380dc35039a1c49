"""What a step costs beside a list of 10, 1,000 and 100,000 items in scope."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from statistics import median

import work
from recording import in_memory
from table import Row, cpu

__all__ = ["measure"]

SIZES = (10, 1_000, 100_000)
LOOPS = 5_000
ROUNDS = 7


def measure() -> list[Row]:
    """One row for a loop that reads beside the list, one for a loop that writes to it."""
    return [
        _row("read only", work.scan),
        _row("one item written in each turn", work.scan_and_write),
    ]


def _row(what: str, func: Callable[..., object]) -> Row:
    workloads: dict[int, work.Workload] = {size: (func, partial(_arguments, size)) for size in SIZES}
    times: dict[int, list[float]] = {size: [] for size in SIZES}
    steps = {size: sum(b.num_rows for b in in_memory(workload)) for size, workload in workloads.items()}
    for _ in range(ROUNDS):
        for size, workload in workloads.items():
            times[size].append(cpu(in_memory, workload))
    each = [f"{median(times[size]) / steps[size] * 1e6:.2f}" for size in SIZES]
    return Row(f"µs/step with a list of 10 / 1k / 100k items in scope, {what}", " / ".join(each), "< 4 at 100k")


def _arguments(size: int) -> tuple[list[int], int]:
    return list(range(size)), LOOPS
