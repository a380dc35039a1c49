"""`import tracewalk` is light: no Streamlit, no server, no pandas."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["tracewalk", "tracewalk.lake", "tracewalk.recorder", "tracewalk.cli"])
def test_the_core_does_not_pull_in_the_web(module: str) -> None:
    code = f"import sys, {module}; print([m for m in ('streamlit', 'starlette', 'plotly') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_command_waits_only_for_its_own_rooms() -> None:
    rooms = (
        "httpx",
        "duckdb",
        "pyarrow",
        "numpy",
        "tracewalk.lake",
        "tracewalk.recorder",
        "tracewalk.predict",
        "tracewalk.tiny",
        "tracewalk.importers",
        "tracewalk.exporters",
    )
    code = f"import sys, tracewalk.cli; print([m for m in {rooms} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_the_formats_that_help_names_are_those_of_the_importers() -> None:
    from tracewalk import importers
    from tracewalk.cli import data

    assert tuple(f.name for f in importers.FORMATS) == data.FORMATS
