"""Names of files as people know runs by them."""

from __future__ import annotations

from pathlib import PurePath

__all__ = ["bare_name"]

_ENDINGS = {
    ".json", ".jsonl", ".ndjson", ".traj", ".trajectory", ".eval", ".parquet", ".txt", ".log", ".yaml", ".gz", ".zst",
    ".bz2", ".zip", ".tgz", ".tar", ".pred", ".preds", ".report",
}  # fmt: skip


def bare_name(name: str) -> str:
    """A file's name without the endings that tell its kind: `astropy-1.traj.json` is `astropy-1`."""
    while (ending := PurePath(name).suffix) in _ENDINGS and name != ending:
        name = name.removesuffix(ending)
    return name
