"""`import tracewalk` is light: no Streamlit, no server, no pandas."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["tracewalk", "tracewalk.lake", "tracewalk.recorder", "tracewalk.cli"])
def test_the_core_does_not_pull_in_the_web(module: str) -> None:
    code = f"import sys, {module}; print([m for m in ('streamlit', 'starlette', 'plotly') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
