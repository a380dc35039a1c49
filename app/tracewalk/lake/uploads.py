"""Logs that a browser brought to a lake, each import in a folder of its own, kept as long as a run of it is there."""

from __future__ import annotations

import shutil
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tracewalk.lake.lake import Lake

__all__ = ["UPLOADS", "forget_uploads", "uploads_used"]

UPLOADS = "uploads"
"""Their folder in a lake."""


def uploads_used(lake: Lake) -> set[Path]:
    """The folders of imports from which the lake has a trajectory."""
    place = (lake.path / UPLOADS).absolute()
    if not place.is_dir():
        return set()
    found = lake.query("lake/files_in", {"folder": f"{place}/"})["source_file"].to_pylist()
    names = {PurePath(file).relative_to(place).parts[0] for file in found}
    return {place / name for name in names if name not in (".", "..")}


def forget_uploads(lake: Lake, before: set[Path]) -> None:
    """Removes the folders from which the lake had a trajectory `before`, and has none now."""
    for folder in before - uploads_used(lake) if before else ():
        shutil.rmtree(folder, ignore_errors=True)
