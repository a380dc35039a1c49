"""One sandbox for a worker's tests, with limits that a test can wait for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tracewalk.model import Limits
from tracewalk.sandbox import Sandbox
from tracewalk.settings import Settings

MISSING = Sandbox.missing()


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings(
        sandbox_spare_seconds=1.0,
        sandbox_memory=300_000_000,
        sandbox_tmp_bytes=20_000_000,
        sandbox_file_bytes=8_000_000,
        sandbox_output_bytes=20_000_000,
        sandbox_batch=10,
    )


@pytest.fixture(scope="session")
def limits() -> Limits:
    """A busy machine needs more than a second for what takes a millisecond on an idle one."""
    return Limits(steps=50_000, seconds=2.0, value_chars=1_000_000, items=100)


@pytest.fixture(scope="session")
def sandbox(settings: Settings) -> Iterator[Sandbox]:
    if MISSING:
        pytest.skip(MISSING)
    with Sandbox(settings, slots=1) as made:
        yield made
