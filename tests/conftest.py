"""What all tests share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from tests.loops import no_loop_of_others


@pytest.fixture(autouse=True)
def _no_loop_of_others(request: pytest.FixtureRequest) -> Iterator[None]:
    with nullcontext() if "browser" in request.fixturenames else no_loop_of_others():
        yield
