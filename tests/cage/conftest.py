"""A copy of the sample lake, a cage around it, and what must be true of both when all tests are done."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cage.cases import checksums, processes

from tracewalk.cage import Cage
from tracewalk.lake import Lake
from tracewalk.resources import folder
from tracewalk.settings import Settings

SMALL = Settings(
    sql_seconds=1.5, sql_memory=200_000_000, sql_spill=50_000_000, sql_bytes=5_000_000, sql_value_chars=100_000
)
"""Limits that a query reaches soon."""


@pytest.fixture(scope="module")
def folder_of_lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One of which no other test has a process."""
    return copied(tmp_path_factory)


@pytest.fixture(scope="session")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    with Lake.open(copied(tmp_path_factory)) as opened:
        yield opened


@pytest.fixture(scope="session")
def cage(lake: Lake) -> Iterator[Cage]:
    before = checksums(lake.path)
    made = Cage(lake, SMALL)
    yield made
    made.close()
    assert checksums(lake.path) == before
    assert processes(lake.path) == set()


def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("cage") / "it's a lake"
    shutil.copytree(folder("sample_data") / "lake", place)
    return place
