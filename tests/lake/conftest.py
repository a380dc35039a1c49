"""Small traces made by hand: real rows of the model's schemas, without the recorder; and lakes with small limits."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from tracewalk.lake import Lake
from tracewalk.model import STEPS, TABLES, File, Item, Program, Trace
from tracewalk.settings import Settings

Row = dict[str, object]

SMALL = Settings(row_group=64, shard_rows=1_000, inbox_files=4)
"""Limits at which a few traces make several row groups and shards."""


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    with Lake.create(tmp_path / "lake", settings=SMALL) as made:
        yield made


def fill(lake: Lake, numbers: Iterable[int], dataset: str = "d", *, inbox: bool = False) -> list[str]:
    """Publishes one trace a number, with a program for two numbers each and an item. Returns their ids."""
    ids: list[str] = []
    with lake.writer(inbox=inbox) as writer:
        for n in numbers:
            program = make_program(n // 2)
            trace_id = make_id(n)
            length = 3 + n % 50
            writer.add_program(program)
            writer.add_steps(batch(make_steps(trace_id, length)))
            files = (File("f.py", program.program_id),)
            writer.add_trace(make_trace(trace_id, length, program_id=program.program_id, files=files))
            writer.add_item(Item(dataset, str(n), trace_id))
            ids.append(trace_id)
    return ids


def content(lake: Lake) -> dict[str, list[Row]]:
    """Every row of every table, in the tables' order."""
    return {
        name: lake.cursor().sql(f"FROM {name} ORDER BY {', '.join(table.order)}").to_arrow_table().to_pylist()
        for name, table in TABLES.items()
    }


def counts(lake: Lake) -> tuple[int, ...]:
    """Traces, the steps that they say, steps, steps told apart: of one version, as it is one statement."""
    told = "SELECT count(*), coalesce(sum(n_steps), 0)::BIGINT, (SELECT count(*) FROM steps), "
    return lake.cursor().sql(told + "(SELECT count(DISTINCT (trace_id, step)) FROM steps) FROM traces").fetchall()[0]


def make_id(*parts: object) -> str:
    """32 hex digits that depend on the parts only."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def make_program(n: int = 0) -> Program:
    return Program(f"def f(x):\n    y = x + {n}\n    return y\n")


def make_step(trace_id: str, step: int, **columns: object) -> Row:
    """One step; what is not given is that of a plain line of one frame."""
    row: Row = {
        "trace_id": trace_id,
        "step": step,
        "event": "line",
        "frame_id": 0,
        "caller": None,
        "depth": 1,
        "thread": 0,
        "program_id": make_program().program_id,
        "func": "f",
        "line": 1 + step % 3,
        "value": None,
        "changes": [],
        "stdout": None,
        "stderr": None,
    }
    return row | columns


def change(name: str, value: str | None, kind: str | None = "int") -> Row:
    """A change; value None unbinds the name."""
    size = len(value) if value else 0
    return {"name": name, "value": value, "type": kind if value is not None else None, "size": size, "cut": False}


def make_steps(trace_id: str, n: int) -> list[Row]:
    """`n` steps in which x counts up."""
    return [make_step(trace_id, k, changes=[change("x", str(k))]) for k in range(n)]


def batch(rows: list[Row]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(rows, schema=STEPS)


def make_trace(trace_id: str, n_steps: int, **columns: object) -> Trace:
    program = make_program()
    facts: dict[str, object] = {
        "trace_id": trace_id,
        "name": "f",
        "program_id": program.program_id,
        "files": (File("f.py", program.program_id),),
        "entry": "f",
        "input": "1",
        "python": "3.11",
        "hash_seed": "0",
        "repr_style": "cwm",
        "limits": "{}",
        "recorder": 1,
        "run": 0,
        "run_of": None,
        "n_steps": n_steps,
        "n_frames": 1,
        "max_depth": 1,
        "n_cut": 0,
        "functions": ("f",),
        "exceptions": (),
        "outcome": "returned",
        "stop_reason": None,
        "result": "1",
        "error": None,
        "steps_digest": make_id("digest", trace_id),
        "origin": "recorded",
        "parent": None,
        "test_outcome": None,
        "seconds": 0.1,
        "created_at": datetime(2026, 1, 2, tzinfo=UTC),
    }
    return Trace(**facts | columns)  # type: ignore[arg-type]
