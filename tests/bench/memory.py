"""How much memory a recording of 5 million steps takes, on its way into a lake; each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import work
from recording import record
from table import Row

from tracewalk.lake import Lake

__all__ = ["measure"]

WORKLOADS: dict[str, work.Workload] = {
    "string steps": (work.strings, lambda: (1_250_000,)),
    "calls of fib": (work.fib, lambda: (29,)),
}
EARLY = 1_000_000
"""Steps after which the peak should have been reached."""


def measure() -> list[Row]:
    """One row a workload."""
    return [_row(name) for name in WORKLOADS]


def _row(name: str) -> Row:
    command = [sys.executable, __file__, name]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    began, early, late, steps = (answer[key] for key in ("began", "early", "late", "steps"))
    told = f"{early:.0f} MB → {late:.0f} MB ({began:.0f} MB before it began; {steps:,} steps, Parquet written)"
    return Row(f"peak memory after 1 M steps → at the end, {name}", told, "flat")


def _peak() -> float:
    """Megabytes; `getrusage` would tell of the process that started this one, too."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def _record(workload: work.Workload) -> dict[str, float]:
    seen = {"began": _peak(), "early": 0.0, "steps": 0}

    with tempfile.TemporaryDirectory() as folder, Lake.create(Path(folder) / "lake") as lake, lake.writer() as writer:

        def emit(batch: pa.RecordBatch) -> None:
            writer.add_steps(batch)
            seen["steps"] += batch.num_rows
            if not seen["early"] and seen["steps"] >= EARLY:
                seen["early"] = _peak()

        record(None, emit, workload)
    return seen | {"late": _peak()}


if __name__ == "__main__":
    json.dump(_record(WORKLOADS[sys.argv[1]]), sys.stdout)
