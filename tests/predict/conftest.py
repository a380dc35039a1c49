"""A small lake of dataset rows, one of each kind that modes treat otherwise, and a copy of it for each test."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracewalk import resources
from tracewalk.lake import Lake
from tracewalk.recorder import record_dataset

ROWS = {
    "straight": ("def f(a):\n    b = a + 1\n    c = b * 2\n    d = [b, c]\n    return d", "3"),
    "loop": ("def f(xs):\n    s = 0\n    for x in xs:\n        s += x\n    return s", "[1, 2, 3]"),
    "helper": ("def g(a):\n    b = a * a\n    return b\n\ndef f(n):\n    t = g(n)\n    return t + g(t)", "3"),
    "yields": ("def g(n):\n    for i in range(n):\n        yield i * i\n\ndef f(n):\n    return list(g(n))", "2"),
    "caught": ("def f(d):\n    try:\n        v = d['k']\n    except KeyError:\n        v = 'é'\n    return v", "{}"),
    "raises": ("def f(x):\n    y = x\n    return y / 0", "1"),
    "wide": ("def f(n):\n    s = 'abc' * n\n    return s", "3000"),
}
"""Code and input by task id."""


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a lake that holds the rows as dataset `rows`."""
    folder = tmp_path_factory.mktemp("rows")
    rows = [{"id": name, "code": code, "input": given} for name, (code, given) in ROWS.items()]
    (folder / "rows.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    with Lake.create(folder / "lake") as lake:
        assert record_dataset("rows", folder / "rows.jsonl", lake=lake).faults == []
    return folder / "lake"


@pytest.fixture
def lake(filled: Path, tmp_path: Path) -> Iterator[Lake]:
    """A lake of one's own that holds the rows."""
    with Lake.open(shutil.copytree(filled, tmp_path / "lake"), writable=True) as opened:
        yield opened


@pytest.fixture(scope="session")
def reading(filled: Path) -> Iterator[Lake]:
    """The lake itself, for tests that write nothing."""
    with Lake.open(filled) as opened:
        yield opened


@pytest.fixture
def ids(lake: Lake) -> dict[str, str]:
    """The traces of the rows, by task id."""
    found = lake.query("predict/tasks", {"dataset": "rows"}).to_pydict()
    return dict(zip(found["task_id"], found["trace_id"], strict=True))


@pytest.fixture(scope="session")
def samples() -> Iterator[Lake]:
    """The sample lake, for reading."""
    with Lake.open(resources.folder("sample_data") / "lake") as opened:
        yield opened
