"""`import tracewalk` is light: no Streamlit, no server, no pandas."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tracewalk.lake import Lake


@pytest.mark.parametrize("module", ["tracewalk", "tracewalk.lake", "tracewalk.recorder", "tracewalk.cli"])
def test_the_core_does_not_pull_in_the_web(module: str) -> None:
    code = f"import sys, {module}; print([m for m in ('streamlit', 'starlette', 'plotly') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def loaded(code: str, *modules: str) -> list[str]:
    """Those of the modules that are loaded once a piece of code has run."""
    code = f"{code}\nimport sys; print([m for m in {modules} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return ast.literal_eval(done.stdout)


def test_the_package_itself_loads_nothing() -> None:
    assert (
        loaded("import tracewalk", "pyarrow", "duckdb", "httpx", "numpy", "tracewalk.client", "tracewalk.recorder")
        == []
    )


def test_a_folder_needs_no_http_and_a_server_no_cage(tmp_path: Path) -> None:
    with Lake.create(tmp_path / "lake"):
        pass
    opened = f"import tracewalk; tracewalk.open({str(tmp_path / 'lake')!r}).trace"
    assert loaded(opened, "httpx", "pandas", "polars", "starlette") == []
    refused = "import tracewalk\ntry: tracewalk.open('http://127.0.0.1:9')\nexcept tracewalk.errors.ServerError: pass"
    assert loaded(refused, "httpx", "tracewalk.cage.cage", "pandas", "starlette") == ["httpx"]


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
    from tracewalk.cli import importing

    assert tuple(f.name for f in importers.FORMATS) == importing.FORMATS
