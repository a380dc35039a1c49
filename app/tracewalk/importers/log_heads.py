"""What the logs in a folder begin with: enough to find those that belong together, without reading them."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

__all__ = ["heads_in"]

_HEAD = 16_384
_MOST = 2_000
"""Logs of a folder; where there are more, only their usual names tell which belong together."""


def heads_in(folder: Path) -> tuple[tuple[Path, bytes], ...]:
    """The logs of JSON lines in a folder, with their first bytes; none where there are too many, or no folder is."""
    try:
        return _heads(str(folder), folder.stat().st_mtime_ns)
    except OSError:
        return ()


@lru_cache(maxsize=16)
def _heads(folder: str, _changed: int) -> tuple[tuple[Path, bytes], ...]:
    names = sorted(entry.name for entry in os.scandir(folder) if entry.name.endswith(".jsonl") and _is_plain(entry))
    found = []
    for name in names if len(names) <= _MOST else []:
        try:
            with Path(folder, name).open("rb") as file:
                found.append((Path(folder, name), file.read(_HEAD)))
        except OSError:
            continue
    return tuple(found)


def _is_plain(entry: os.DirEntry[str]) -> bool:
    return entry.is_file(follow_symlinks=False)
