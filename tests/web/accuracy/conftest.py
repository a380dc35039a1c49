"""The lake of `made`, served in this process."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from tests.web.accuracy import made

from tracewalk.lake import Lake
from tracewalk.links import Accuracy
from tracewalk.web.accuracy import background
from tracewalk.web.accuracy.cohorts import shown
from tracewalk.web.accuracy.selection import Selection, choose, cohorts
from tracewalk.web.context import Context, use


@pytest.fixture(autouse=True)
def _nothing_cached() -> Iterator[None]:
    """A process serves one lake; these tests serve one after the other, whose versions are alike."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    st.cache_data.clear()
    st.cache_resource.clear()
    background._KEPT.clear()


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("accuracy") / "lake"
    with Lake.create(folder) as lake:
        made.fill(lake)
    return folder


@pytest.fixture
def lake(_made: Path, tmp_path: Path) -> Iterator[Lake]:
    """A copy that a test may add to."""
    copy = shutil.copytree(_made, tmp_path / "lake")
    with Lake.open(copy, writable=True) as opened:
        use(Context(opened))
        yield opened


def select(lake: Lake, focus: Accuracy = Accuracy()) -> Selection:  # noqa: B008  # frozen
    """What the page shows for that focus."""
    return choose(lake.cursor(), focus, shown(cohorts(lake.cursor(), focus), focus))
