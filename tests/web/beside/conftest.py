"""The lake of `made`, served in this process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.web.beside import made

from tracewalk.lake import Lake
from tracewalk.web.context import Context, use


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    with Lake.create(tmp_path / "lake") as opened:
        made.fill(opened)
        use(Context(opened))
        yield opened
