"""`.tmp/`: where shards are written before they are published, and how a killed writer's are told from a live one's.

Each writer holds a lock on a file of its own, in which it also notes the names that it is about to publish. The lock
goes with the process, so a file whose lock can be had belongs to a dead writer: its parts, and what it had moved into
place without a catalog entry, are swept.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["TMP", "Staging", "intended", "leftovers", "sweep"]

TMP = ".tmp"


class Staging:
    """One writer's place in `.tmp/`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / TMP
        self.folder.mkdir(exist_ok=True)
        self._n = 0
        while True:
            self.name = uuid4().hex
            handle = os.open(self.folder / f"{self.name}.writer", os.O_RDWR | os.O_CREAT, 0o644)
            if _lock(handle) and _is_at(handle, self.folder / f"{self.name}.writer"):
                break
            os.close(handle)  # another writer swept it between the two calls
        self._handle = handle

    def new_file(self) -> Path:
        """A name for a part that no other writer uses; what else begins with it, up to the dot, is swept too."""
        self._n += 1
        return self.folder / f"{self.name}-{self._n}.part"

    def intend(self, names: Iterable[str]) -> None:
        """Notes the shards about to be moved into place, so that they are swept if the catalog never hears of them."""
        os.lseek(self._handle, 0, os.SEEK_END)
        os.write(self._handle, "".join(f"{name}\n" for name in names).encode())
        os.fsync(self._handle)

    def done(self) -> None:
        """The names noted are in the catalog."""
        os.ftruncate(self._handle, 0)

    def close(self) -> None:
        """Removes what is left of this writer."""
        for file in self.folder.glob(f"{self.name}-*"):
            _delete(file)
        (self.folder / f"{self.name}.writer").unlink(missing_ok=True)
        os.close(self._handle)


def sweep(folder: Path, is_known: Callable[[str], bool]) -> list[str]:
    """Removes what dead writers left in a lake: parts, and shards of theirs that the catalog does not know.

    Returns the names removed, relative to the lake folder.
    """
    removed: list[str] = []
    for owner in sorted((folder / TMP).glob("*.writer")):
        with suppress(FileNotFoundError):
            handle = os.open(owner, os.O_RDWR)
            try:
                if _lock(handle) and _is_at(handle, owner):
                    removed += _remove(folder, owner, is_known)
            finally:
                os.close(handle)
    return removed


def intended(folder: Path) -> tuple[set[str], set[str]]:
    """The shards that living writers are publishing right now, and those that dead ones were; relative to the lake."""
    living = _living(folder)
    names: tuple[set[str], set[str]] = (set(), set())
    for owner in (folder / TMP).glob("*.writer"):
        with suppress(OSError):
            names[owner.stem not in living].update(_names(owner))
    return names


def leftovers(folder: Path) -> list[Path]:
    """The files in `.tmp/` that belong to no living writer."""
    living = _living(folder)
    return sorted(file for file in (folder / TMP).glob("*") if file.stem.partition("-")[0] not in living)


def _living(folder: Path) -> set[str]:
    living: set[str] = set()
    for owner in (folder / TMP).glob("*.writer"):
        with suppress(OSError):
            handle = os.open(owner, os.O_RDONLY)
            if not _lock(handle, fcntl.LOCK_SH):
                living.add(owner.stem)
            os.close(handle)
    return living


def _remove(folder: Path, owner: Path, is_known: Callable[[str], bool]) -> list[str]:
    lost = [folder / name for name in _names(owner) if not is_known(name)]
    files = [file for file in [*lost, *(folder / TMP).glob(f"{owner.stem}-*")] if file.exists()]
    for file in [*files, owner]:
        _delete(file)
    return [str(file.relative_to(folder)) for file in files]


def _names(owner: Path) -> list[str]:
    return [name for name in owner.read_text().split("\n") if name.endswith(".parquet")]


def _delete(file: Path) -> None:
    if file.is_dir():
        shutil.rmtree(file, ignore_errors=True)
    else:
        file.unlink(missing_ok=True)


def _lock(handle: int, kind: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _is_at(handle: int, path: Path) -> bool:
    """Whether the open file is still the one at that path."""
    try:
        return os.fstat(handle).st_ino == path.stat().st_ino
    except FileNotFoundError:
        return False
