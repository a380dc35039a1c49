"""Traces to write as text: small programs, the sample lake, CRUXEval; and a tracer of our own to compare with."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tracewalk import resources
from tracewalk.cwm import CwmTrace, project
from tracewalk.lake import Lake
from tracewalk.model import TRACES, File, Trace
from tracewalk.recorder import record_dataset

HERE = Path(__file__).parent
DATA = Path(os.environ.get("TRACEWALK_TEST_DATA") or HERE.parents[2] / "shared" / "data")
SEEDED = {"PYTHONHASHSEED": "0"}
"""Sets of strings are to come in the same order here and there."""


@dataclass(frozen=True)
class Made:
    """A trace, its rows and sources, and its projection."""

    trace: Trace
    steps: pa.Table
    sources: dict[str, str]
    cwm: CwmTrace


def everything(lake: Lake, most: int = 50_000) -> dict[str, Made]:
    """A trace of a lake for each name, but the longest."""
    tables = {name: pa.concat_tables(map(pq.read_table, lake.paths(name))) for name in ("traces", "steps", "programs")}
    texts = dict(zip(tables["programs"]["program_id"].to_pylist(), tables["programs"]["text"].to_pylist(), strict=True))
    rows: dict[str, list[int]] = {}
    for at, trace_id in enumerate(tables["steps"]["trace_id"].to_pylist()):
        rows.setdefault(trace_id, []).append(at)
    found = {}
    for row in tables["traces"].to_pylist():
        facts = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
        trace = Trace(
            **{name: facts[name] for name in TRACES.names} | {"files": tuple(File(**f) for f in row["files"])}
        )
        if trace.n_steps < most and trace.name not in found:
            mine = rows.get(trace.trace_id, [0])
            steps = tables["steps"].slice(mine[0], trace.n_steps)
            sources = {file.program_id: texts[file.program_id] for file in trace.files}
            found[trace.name] = Made(trace, steps, sources, project(trace, steps, sources))
    return found


def blocks() -> Iterator[dict[str, str]]:
    for block in re.split(r"^# (?=\w+: )", (HERE / "programs.txt").read_text(), flags=re.MULTILINE)[1:]:
        head, _, code = block.partition("\n")
        name, _, given = head.partition(": ")
        yield {"id": name, "code": code.rstrip("\n"), "input": given.strip()}


def recorded(file: Path, folder: Path) -> dict[str, Made]:
    with pytest.MonkeyPatch.context() as patch, Lake.create(folder / "lake") as lake:
        for name, value in SEEDED.items():
            patch.setenv(name, value)
        assert record_dataset("rows", file, lake=lake).faults == []
        return everything(lake)


@pytest.fixture(scope="session")
def programs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    """The programs of `programs.txt`, recorded as rows of a dataset."""
    folder = tmp_path_factory.mktemp("programs")
    file = folder / "rows.jsonl"
    file.write_text("".join(f"{json.dumps(row)}\n" for row in blocks()))
    return recorded(file, folder)


@pytest.fixture(scope="session")
def cruxeval(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    """The 800 rows of CRUXEval."""
    file = DATA / "cruxeval" / "cruxeval.jsonl"
    if not file.exists():
        pytest.skip("no CRUXEval: TRACEWALK_TEST_DATA names the folder that holds cruxeval/cruxeval.jsonl")
    return recorded(file, tmp_path_factory.mktemp("cruxeval"))


@pytest.fixture(scope="session")
def samples() -> dict[str, Made]:
    """The sample lake by trace name, without the one trace of 100,000 steps."""
    with Lake.open(resources.folder("sample_data") / "lake") as lake:
        return everything(lake)


@pytest.fixture
def live(tmp_path: Path) -> Callable[[Iterable[tuple[str, str, str]]], list[str]]:
    """Texts of (program, entry, module), by the oracle."""

    def run(asked: Iterable[tuple[str, str, str]]) -> list[str]:
        answers = tmp_path / "answers"
        command = [sys.executable, str(HERE / "oracle.py"), str(answers)]
        given = "".join(f"{json.dumps(one)}\n" for one in asked)
        subprocess.run(command, input=given, text=True, capture_output=True, check=True, env={**os.environ, **SEEDED})
        return [json.loads(line) for line in answers.read_text().splitlines()]

    return run
