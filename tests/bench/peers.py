"""The recorder against three tracers that record values too, in one process, by CPU time.

They write text into a `StringIO`, we make Arrow batches in memory: each its own product, none of it on disk.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from statistics import median
from typing import Any

import hunter
import pysnooper
import snoop
import work
from recording import in_memory
from table import Row, cpu

__all__ = ["measure"]

ROUNDS = 5
NEVER = 1_000_000
"""A depth that no workload reaches."""


def _ours(workload: work.Workload) -> float:
    return cpu(in_memory, workload)


def _pysnooper(workload: work.Workload) -> float:
    return _decorated(pysnooper.snoop(io.StringIO(), depth=NEVER), workload)


def _snoop(workload: work.Workload) -> float:
    config = snoop.Config(out=io.StringIO(), color=False)
    return _decorated(config.snoop(depth=NEVER), workload)


def _decorated(decorator: Callable[..., Any], workload: work.Workload) -> float:
    func, arguments = workload
    traced, given = decorator(func), arguments()
    return cpu(traced, *given)


def _hunter(workload: work.Workload) -> float:
    func, arguments = workload
    given = arguments()
    action = hunter.VarsSnooper(stream=io.StringIO(), force_colors=False)

    def run() -> None:
        with hunter.trace(filename=work.__file__, action=action):
            func(*given)

    return cpu(run)


TRACERS = {"ours": _ours, "PySnooper": _pysnooper, "snoop": _snoop, "hunter": _hunter}


def measure() -> list[Row]:
    """One row a workload: our time for a step, and how many times as long each peer takes."""
    rows = [_row(name, workload) for name, workload in work.SHORT.items()]
    return [*rows, _untraced()]


def _row(name: str, workload: work.Workload) -> Row:
    steps = sum(batch.num_rows for batch in in_memory(workload))
    runs: dict[str, list[float]] = {tracer: [] for tracer in TRACERS}
    for _ in range(ROUNDS):
        for tracer, run in TRACERS.items():
            runs[tracer].append(run(workload))
    ours = median(runs.pop("ours"))
    ratios = {tracer: median(times) / ours for tracer, times in runs.items()}
    told = ", ".join(f"{tracer} {ratio:.1f}x" for tracer, ratio in ratios.items())
    aim = "best peer ≥ 1.3x" if workload[0] is work.objects else "best peer ≥ 4x"
    return Row(
        f"recording {name}: peers' time in ours", f"**{min(ratios.values()):.1f}x** ({told}; {_each(ours, steps)})", aim
    )


def _each(seconds: float, steps: int) -> str:
    return f"ours {seconds / steps * 1e6:.2f} µs/step, {steps:,} steps"


def _untraced() -> Row:
    """What recording costs at all: a median over the long workloads of the recorded time by the plain one."""
    factors = []
    for workload in work.LONG.values():
        func, arguments = workload
        plain = median(cpu(func, *arguments()) for _ in range(ROUNDS))
        factors.append(_ours(workload) / plain)
    return Row("recorded run by unrecorded run, five long workloads", f"{min(factors):.0f}x to {max(factors):.0f}x")
