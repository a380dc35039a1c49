"""The sample lake as a copy in the user's own folder, so that it can be written to."""

from __future__ import annotations

import os
import shutil
from hashlib import blake2b
from pathlib import Path

from tracewalk.lake import Lake
from tracewalk.resources import folder

__all__ = ["demo_lake"]


def demo_lake(home: Path | None = None) -> Lake:
    """A writable copy of the sample lake below `home` (default: the user's data folder), made once a version.

    The copy's name carries a digest of the shipped shards: an update brings its new samples beside a copy that
    somebody has added to, and never over it.
    """
    shipped = folder("sample_data") / "lake"
    target = (home or _data_home()) / f"samples-{_fingerprint(shipped)}"
    if not target.is_dir():
        part = target.with_name(f".{target.name}.{os.getpid()}")
        shutil.copytree(shipped, part, copy_function=shutil.copyfile)
        try:
            part.rename(target)
        except OSError:  # another demo was faster
            shutil.rmtree(part)
    return Lake.open(target, writable=True)


def _fingerprint(lake: Path) -> str:
    # A shard's name never stands for another content, so the names are enough.
    names = sorted(p.relative_to(lake).as_posix() for p in lake.rglob("*.parquet"))
    return blake2b("\n".join(names).encode(), digest_size=4).hexdigest()


def _data_home() -> Path:
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "tracewalk"
