"""CRUXEval in the sandbox: each program alone in a process, and a few in each."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from table import Row as Line
from table import percentile, wall

from tracewalk.model import Trace
from tracewalk.recorder.environment import limits_of
from tracewalk.recorder.rows import Row, matches
from tracewalk.sandbox import Job, Ran, Sandbox, row_job
from tracewalk.settings import load

__all__ = ["measure"]

DATA = Path(os.environ.get("TRACEWALK_TEST_DATA") or Path(__file__).parents[3] / "shared" / "data")
ROUNDS = 5


def measure() -> list[Line]:
    """Traces a second, both ways, with what was right and whether both gave the same."""
    if why := Sandbox.missing():
        return [Line("CRUXEval in the sandbox", f"not measured: {why}", "")]
    limits = limits_of(load(), "cwm")
    given = [json.loads(line) for line in (DATA / "cruxeval" / "cruxeval.jsonl").read_text().splitlines()]
    rows = [Row(i, g["id"], g["code"], g["input"], g["output"]) for i, g in enumerate(given)]
    jobs = [row_job(row, limits=limits, tag=row) for row in rows]
    with Sandbox(load()) as sandbox, ThreadPoolExecutor(sandbox.slots) as pool:
        list(pool.map(sandbox.record, jobs[:20]))  # both sandboxes have started
        ways: dict[str, tuple[str, Callable[[Iterable[Job]], Iterable[Ran]]]] = {
            "alone in a process": ("≥ 300/s", lambda some: pool.map(sandbox.record, some)),
            f"{sandbox.settings.sandbox_batch} in a process": ("≥ 1,500/s", sandbox.record_many),
        }
        lines, seen = [], []
        for name, (aim, way) in ways.items():
            rans: list[Ran] = []
            rates = [len(jobs) / wall(lambda: rans.extend(_looked_at(way(jobs)))) for _ in range(ROUNDS)]  # noqa: B023
            traces = {row.line: trace for row, trace in ((ran.job.tag, ran.trace()) for ran in rans[-len(jobs) :])}
            right = sum(matches(row.output, traces[row.line].outcome, traces[row.line].result) or False for row in rows)
            seen.append({line: _identity(trace) for line, trace in traces.items()})
            told = f"**{max(rates):,.0f}/s** best of {ROUNDS}, {percentile(rates, 50):,.0f}/s median; {right} right"
            lines.append(Line(f"CRUXEval in the sandbox, {name}, {sandbox.slots} sandboxes", told, aim))
    if seen[0] != seen[1]:
        raise RuntimeError("the two ways gave different traces")
    return lines


def _looked_at(rans: Iterable[Ran]) -> list[Ran]:
    """All of them, once their steps have been looked at, which waits until somebody asks."""
    found = list(rans)
    for ran in found:
        ran.ending  # noqa: B018
    return found


def _identity(trace: Trace) -> tuple[str, str]:
    return trace.trace_id, trace.steps_digest
