"""The sample lake, opened by its folder and by the address of a real server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from tests.predict.listening import listening

from tracewalk.client import Session, open_session
from tracewalk.lake import Lake
from tracewalk.resources import folder
from tracewalk.web.api import routes
from tracewalk.web.context import Context, use
from tracewalk.web.guard import Guard, allowed_hosts

BASE = "/base"


@pytest.fixture(scope="module")
def lake_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample lake."""
    return shutil.copytree(folder("sample_data") / "lake", tmp_path_factory.mktemp("lake") / "lake")


@pytest.fixture(scope="module")
def address(lake_folder: Path) -> Iterator[str]:
    """The address of a server on it, under a base path."""
    with Lake.open(lake_folder) as lake:
        use(context := Context(lake, BASE))
        guard = Middleware(Guard, hosts=allowed_hosts("127.0.0.1", ()), base=BASE)
        with listening(Starlette(routes=routes(BASE), middleware=[guard])) as url:
            yield url.removesuffix("/v1") + BASE
        context.close()


@pytest.fixture(scope="module")
def by_folder(lake_folder: Path) -> Iterator[Session]:
    with open_session(lake_folder) as session:
        yield session


@pytest.fixture(scope="module")
def by_address(address: str) -> Iterator[Session]:
    with open_session(address) as session:
        yield session


@pytest.fixture(params=["folder", "server"])
def session(request: pytest.FixtureRequest) -> Session:
    """The one, then the other."""
    return request.getfixturevalue("by_folder" if request.param == "folder" else "by_address")


@pytest.fixture(scope="module")
def ids(by_folder: Session) -> dict[str, str]:
    """Ids of the traces by name."""
    return {row["name"]: row["trace_id"] for row in by_folder.sql("SELECT name, trace_id FROM traces")}
