"""CWM's text: how fast traces are written, and read back with state, frames and lines."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from table import Row, cpu

from tracewalk import resources
from tracewalk.cwm import Context, CwmTrace, parse, project, render
from tracewalk.lake import Lake
from tracewalk.recorder import record_dataset

__all__ = ["measure"]

DATA = Path(os.environ.get("TRACEWALK_TEST_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")
RUNS = 3
Text = tuple[str, Context]


def measure() -> list[Row]:
    """The sample lake's long traces, and CRUXEval's short ones with a new context each, where its file is at hand."""
    with Lake.open(resources.folder("sample_data") / "lake") as lake:
        rows = _rows(lake, "sample traces of 1,000 steps and more", least=1_000, aim="≥ 100 k steps/s")
    file = DATA / "cruxeval" / "cruxeval.jsonl"
    if not file.exists():
        return [
            *rows,
            Row("CWM's text, CRUXEval", f"not measured: no {file.name}; TRACEWALK_TEST_DATA names its folder"),
        ]
    with tempfile.TemporaryDirectory() as folder, Lake.create(Path(folder) / "lake") as lake:
        record_dataset("cruxeval", file, lake=lake)
        return rows + _rows(lake, "the 800 CRUXEval traces, sources analysed too", least=0)


def _rows(lake: Lake, what: str, least: int, aim: str = "") -> list[Row]:
    given = []
    for (trace_id,) in lake.cursor().execute("FROM traces SELECT trace_id WHERE n_steps >= ?", [least]).fetchall():
        trace = lake.trace(trace_id)
        sources = {file.program_id: lake.program(file.program_id).text for file in trace.files}
        given.append((trace, lake.steps(trace_id), sources))
    made: list[CwmTrace] = [project(*one) for one in given]
    texts: list[Text] = [(render(one.steps), one.context) for one in made]
    n = sum(len(one.steps) for one in made)
    size = sum(len(text) for text, _ in texts)
    return [
        Row(
            f"CWM's text written: {what}", f"{_speed(lambda: [project(*one) for one in given], n)} from the lake's rows"
        ),
        Row(
            "the same, steps as text",
            f"{_speed(lambda: [render(one.steps) for one in made], n)} ({size / n:.0f} characters each)",
        ),
        Row(f"CWM's text read: {what}", _speed(lambda: [parse(*one) for one in texts], n), aim),
    ]


def _speed(call: Callable[[], object], steps: int) -> str:
    return f"{steps / min(cpu(call) for _ in range(RUNS)) / 1000:.0f} k steps/s"
