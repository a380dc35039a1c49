"""What all tests share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from tests.loops import no_loop_of_others


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keeps a file's tests in one worker, so that the servers and lakes of its fixtures are made once."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))


@pytest.fixture(autouse=True)
def _no_loop_of_others(request: pytest.FixtureRequest) -> Iterator[None]:
    with nullcontext() if "browser" in request.fixturenames else no_loop_of_others():
        yield
