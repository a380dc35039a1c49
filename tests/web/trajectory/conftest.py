"""A lake with the made runs, served in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from tests.predict.listening import listening
from tests.web.trajectory import made

from tracewalk.lake import Lake
from tracewalk.web.api import routes
from tracewalk.web.context import Context, use


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Of the API of a server over them."""
    with Lake.create(tmp_path_factory.mktemp("runs") / "lake") as lake:
        made.add(lake)
        context = Context(lake)
        use(context)
        with (
            listening(Starlette(routes=routes(""))) as url,
            httpx.Client(base_url=url.removesuffix("/v1"), timeout=60) as made_client,
        ):
            yield made_client
        context.close()


Ask = Callable[..., Any]


@pytest.fixture
def ask(client: httpx.Client) -> Ask:
    """The answer to a call about the main run, or another; it must be given."""

    def asking(what: str = "", /, run: str = made.MAIN, **query: object) -> Any:
        path = f"/api/trajectories/{run}" + (f"/{what}" if what else "")
        answer = client.get(path, params={k.rstrip("_"): str(v) for k, v in query.items()})
        assert answer.status_code == 200, answer.text
        return answer.json()

    return asking
