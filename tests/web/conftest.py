"""The sample lake, served in this process."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from tracewalk.lake import Lake
from tracewalk.resources import folder
from tracewalk.web.context import Context, current, use


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    """A copy of the sample lake, the one that is being served."""
    copy = shutil.copytree(folder("sample_data") / "lake", tmp_path / "lake")
    with Lake.open(copy, writable=True) as opened:
        use(Context(opened))
        st.cache_data.clear()  # of pages over lakes that other tests served: only the lake's version tells them apart
        yield opened


@pytest.fixture
def ids(lake: Lake) -> dict[str, str]:
    """Ids of the traces of the sample lake by name."""
    return {row["name"]: row["trace_id"] for row in current().index.query("page", ALL)}


FILTERS = ("dataset", "outcome", "func", "exception", "min_steps", "max_steps", "text", "programs", "said")
ALL = dict.fromkeys((*FILTERS, "after_id", "after_key", "after_name"), None) | {"sort": "name", "rows": 1000}
