"""A copy of the sample lake, served with a model that knows some of its traces."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient
from tests.predict.listening import listening
from tests.predict.oracle import Oracle
from tests.web.live.calls import ALL, NAMES, Paced

from tracewalk.lake import Lake
from tracewalk.predict import subject
from tracewalk.resources import folder
from tracewalk.settings import Settings
from tracewalk.web.api import routes
from tracewalk.web.context import Context, use
from tracewalk.web.guard import Guard, allowed_hosts


@pytest.fixture(scope="module")
def model() -> Iterator[tuple[Paced, str]]:
    """A model that knows some traces, on a socket."""
    with Lake.open(folder("sample_data") / "lake") as lake:
        ids = dict(lake.cursor().sql("SELECT name, trace_id FROM traces").fetchall())
        oracle = Oracle([subject(lake, ids[name]).cwm for name in NAMES])
    paced = Paced(oracle.after, oracle=oracle)
    with listening(paced) as address:
        yield paced, address


@pytest.fixture
def lake(model: tuple[Paced, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lake]:
    """A copy of the sample lake, being served with three endpoints: a model, one that is not there, and chat."""
    monkeypatch.setenv("TRACEWALK_ENDPOINT_BOX", model[1])
    monkeypatch.setenv("TRACEWALK_ENDPOINT_GONE", "http://127.0.0.1:9/v1")
    model[0].allowed, model[0].fails = 0, lambda _: None
    copy = shutil.copytree(folder("sample_data") / "lake", tmp_path / "lake")
    with Lake.open(copy, writable=True) as opened:
        use(context := Context(opened, settings=Settings(answer_tries=1, live_jobs=3)))
        yield opened
        model[0].allowed = ALL
        context.close()


@pytest.fixture
def ids(lake: Lake) -> dict[str, str]:
    return dict(lake.cursor().sql("SELECT name, trace_id FROM traces").fetchall())


@pytest.fixture
def client(lake: Lake) -> Iterator[TestClient]:
    guard = Middleware(Guard, hosts=allowed_hosts("127.0.0.1", ()), base="")
    app = Starlette(routes=routes(""), middleware=[guard])
    with TestClient(app, base_url="http://127.0.0.1:8501") as made:
        yield made


@pytest.fixture
def paced(model: tuple[Paced, str]) -> Paced:
    return model[0]
