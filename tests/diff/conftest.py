"""The true traces of small programs and of CRUXEval."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from tests.diff.truths import Truth, blocks, record

DATA = Path(os.environ.get("TRACEWALK_TEST_DATA") or Path(__file__).parents[3] / "shared" / "data")


@pytest.fixture(scope="session")
def programs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Truth]:
    """The programs of `programs.txt`."""
    rows = [{"id": name, "input": given, "code": code} for name, given, code in blocks("programs.txt")]
    return record(tmp_path_factory.mktemp("programs"), rows)


@pytest.fixture(scope="session")
def cruxeval(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Truth]:
    """Every fifth of CRUXEval's programs."""
    path = DATA / "cruxeval" / "cruxeval.jsonl"
    if not path.exists():
        pytest.skip(f"{path} is not there; TRACEWALK_TEST_DATA names the folder of test data")
    rows = [json.loads(line) for line in path.read_text().splitlines()[::5]]
    return record(tmp_path_factory.mktemp("cruxeval"), rows)
