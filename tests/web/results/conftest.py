"""A lake with one recorded run, and results on it, served in this process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracewalk.benchmarks import Given, import_results
from tracewalk.lake import Lake
from tracewalk.recorder import record_dataset
from tracewalk.web.context import Context, use

CODE = "def f(xs):\n    total = 0\n    for x in xs:\n        total += x\n    return total"
THOUGHT = "At first total = 0. Then x = 2 and total = 2, and total becomes 9. <b> At the end total is 5; ghost = 1."


def fill(folder: Path) -> Path:
    """Makes the lake."""
    rows = folder / "cruxeval.jsonl"
    rows.write_text(json.dumps({"id": "sample_0", "code": CODE, "input": "[2, 3]", "output": "5"}))
    answers = folder / "answers.jsonl"
    said = [
        {"task_id": "sample_0", "model": "thinker", "correct": True, "reasoning": THOUGHT, "prediction": "5"},
        {"task_id": "sample_0", "model": "guesser", "correct": False, "prediction": "6"},
        {"task_id": "sample_1", "model": "guesser", "correct": True, "prediction": "<script>alert(1)</script>"},
    ]
    with Lake.create(folder / "lake") as lake:
        assert record_dataset("cruxeval", rows, lake=lake).faults == []
        for model in ("thinker", "guesser"):
            answers.write_text("".join(json.dumps(row) + "\n" for row in said if row["model"] == model))
            assert import_results([answers], lake, Given(suite="cruxeval-output"), named=[answers]).faults == []
    return folder / "lake"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("results"))


@pytest.fixture
def lake(folder: Path) -> Iterator[Lake]:
    with Lake.open(folder) as opened:
        use(Context(opened))
        yield opened
