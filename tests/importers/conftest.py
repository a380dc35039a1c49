"""Lakes to import into, documents made by hand, and recordings to compare with."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.cwm.conftest import blocks

from tracewalk import resources
from tracewalk.exporters import export
from tracewalk.importers import Imported, Options, files_of, import_files
from tracewalk.lake import Lake, choose
from tracewalk.recorder import record_dataset
from tracewalk.settings import Settings

DATA = Path(os.environ.get("TRACEWALK_TEST_DATA") or Path(__file__).parents[3] / "shared" / "data")

PROGRAM = "def f(c):\n    x = c + 1\n    return x\n\ndef main():  # << START_OF_TRACE\n    return f(1)\n"
BODY = (
    "<|call_sep|>{}<|action_sep|>def main():  # << START_OF_TRACE\n<|frame_sep|>"
    "<|line_sep|>{}<|action_sep|>    return f(1)\n<|frame_sep|>"
    '<|call_sep|>{"c": "1"}<|action_sep|>def f(c):\n<|frame_sep|>'
    '<|line_sep|>{"c": ".."}<|action_sep|>    x = c + 1\n<|frame_sep|>'
    '<|line_sep|>{"c": "..", "x": "2"}<|action_sep|>    return x\n<|frame_sep|>'
    '<|return_sep|><|action_sep|>    return x\n<|arg_sep|>"2"<|frame_sep|>'
    '<|return_sep|><|action_sep|>    return f(1)\n<|arg_sep|>"2"<|frame_sep|><|end_of_text|>'
)
TEXT = f"<|begin_of_text|><|trace_context_start|>{PROGRAM}<|frame_sep|>{BODY}"


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    with Lake.create(tmp_path / "lake") as made:
        yield made


def imported(lake: Lake, *paths: Path, columns: dict[str, str] | None = None, **given: Any) -> Imported:
    """Imports files within small limits."""
    options = Options(Settings(import_bytes=given.pop("import_bytes", 64_000_000)), columns or {})
    return import_files(files_of(paths), lake, options, **given)


def jsonl(path: Path, rows: Iterable[object]) -> Path:
    """A file with one row a line; text stands as it is."""
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows))
    return path


def exported(lake: Lake, **given: Any) -> list[dict[str, Any]]:
    """The rows of an export."""
    lines: list[str] = []
    export(lake, choose(lake), lines.append, **given)
    return [json.loads(line) for line in lines]


def only(lake: Lake) -> str:
    """The id of the one trace of a lake."""
    (trace_id,) = choose(lake)
    return trace_id


@pytest.fixture(scope="session")
def samples() -> Iterator[Lake]:
    """The sample lake."""
    with Lake.open(resources.folder("sample_data") / "lake") as found:
        yield found


@pytest.fixture(scope="session")
def hard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    """Programs with generators, coroutines, exceptions, recursion and classes, recorded."""
    yield from _recorded(tmp_path_factory.mktemp("hard"), blocks())


@pytest.fixture(scope="session")
def cruxeval(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    """The first 150 rows of CRUXEval, recorded."""
    file = DATA / "cruxeval" / "cruxeval.jsonl"
    if not file.exists():
        pytest.skip("no CRUXEval: TRACEWALK_TEST_DATA names the folder that holds cruxeval/cruxeval.jsonl")
    yield from _recorded(tmp_path_factory.mktemp("cruxeval"), file.read_text().splitlines()[:150])


def _recorded(folder: Path, rows: Iterable[object]) -> Iterator[Lake]:
    with pytest.MonkeyPatch.context() as patch, Lake.create(folder / "lake") as made:
        patch.setenv("PYTHONHASHSEED", "0")
        assert record_dataset("rows", jsonl(folder / "rows.jsonl", rows), lake=made).faults == []
        yield made
