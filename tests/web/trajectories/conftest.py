"""The runs of tests/queries/runs.py in a lake of their own, served in this process."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient
from tests.queries.runs import RUNS, made

from tracewalk.lake import Lake
from tracewalk.web.api import routes
from tracewalk.web.context import Context, use
from tracewalk.web.guard import Guard, allowed_hosts
from tracewalk.web.trajectories.index import RunIndex

IDS = {run.name: f"{n:032x}" for n, run in enumerate(RUNS, 1)} | {"total": "f" * 32}


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake that is only copied."""
    with Lake.create(tmp_path_factory.mktemp("filled") / "lake") as opened, opened.writer() as writer:
        for run in RUNS:
            writer.add_trajectory(*made(run, IDS))
    return opened.path


@pytest.fixture
def lake(filled: Path, tmp_path: Path) -> Iterator[Lake]:
    st.cache_data.clear()  # of pages over lakes that other tests served: only the lake's version tells them apart
    copy = shutil.copytree(filled, tmp_path / "lake")
    with Lake.open(copy, writable=True) as opened:
        context = Context(opened)
        use(context)
        yield opened
        context.close()


@pytest.fixture
def index(lake: Lake) -> RunIndex:
    return RunIndex(lake)


@pytest.fixture
def client(lake: Lake) -> Iterator[TestClient]:
    """Of the API of a server over them, with its guard."""
    guard = Middleware(Guard, hosts=allowed_hosts("127.0.0.1", ()), base="")
    app = Starlette(routes=routes(""), middleware=[guard])
    with TestClient(app, base_url="http://127.0.0.1:8501") as opened:
        yield opened
