"""A plugin of pytest that leaves word of each run: its arguments, where it ran, in what state of the files, what came.

Whoever runs a command may start pytest by any name and in any folder, stash changes before and bring them back after.
`FORAGE_WITNESS` is the folder for its notes, `FORAGE_ROOT` the repository's.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

MOST_RUNS, MOST_FILES, MOST_BYTES = 10, 2_000, 5_000_000
"""Runs of one command that are witnessed, and what is copied of the repository for each."""
LEFT_OUT = {".git", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", "node_modules", ".venv"}


class _Run:
    def __init__(self, folder: Path, arguments: list[str], cwd: str) -> None:
        self.folder = folder
        self.told: dict[str, Any] = {"arguments": arguments, "cwd": cwd, "tests": {}, "exit": None, "copied": False}

    def write(self) -> None:
        (self.folder / "told.json").write_text(json.dumps(self.told), encoding="utf-8")


_now: list[_Run] = []
"""The run that this process witnesses, or none."""


def _fits(root: Path) -> bool:
    files = size = 0
    for place, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in LEFT_OUT]
        files += len(names) + len(folders)
        size += sum(Path(place, name).lstat().st_size for name in names)
        if files > MOST_FILES or size > MOST_BYTES:
            return False
    return True


def pytest_configure(config: Any) -> None:
    """Copies the repository as this run finds it. What goes wrong here must not change what the run does."""
    if hasattr(config, "workerinput") or _now:
        return
    try:
        notes = Path(os.environ["FORAGE_WITNESS"])
        number = len(list(notes.iterdir()))
        if number >= MOST_RUNS:
            return
        folder = notes / f"{number:02}"
        folder.mkdir()
        given = config.invocation_params
        run = _Run(folder, [str(argument) for argument in given.args], str(given.dir))
        _now.append(run)
        root = Path(os.environ["FORAGE_ROOT"])
        if _fits(root):
            shutil.copytree(root, folder / "files", symlinks=True, ignore=shutil.ignore_patterns(*LEFT_OUT))
            run.told["copied"] = True
        run.write()
    except (OSError, KeyError, shutil.Error):
        return


def pytest_runtest_logreport(report: Any) -> None:
    """The outcome of a test: of its call, or of what kept it from being called."""
    if _now and (report.when == "call" or report.outcome != "passed"):
        tests = _now[0].told["tests"]
        failed_outside = report.when != "call" and report.outcome == "failed"
        tests[report.nodeid] = "error" if failed_outside else tests.get(report.nodeid, report.outcome)


def pytest_sessionfinish(exitstatus: Any) -> None:
    """The run is over."""
    while _now:
        run = _now.pop()
        run.told["exit"] = int(exitstatus)
        with suppress(OSError):
            run.write()
