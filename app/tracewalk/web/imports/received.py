"""Files as they arrive from a browser, in a folder of the lake: a run's raw records are read from there later.

The folder's name ends in `.part` until all are there, so that what a killed server leaves behind can be told.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from tracewalk.errors import LimitError, NotFound, UsageError
from tracewalk.lake import UPLOADS
from tracewalk.settings import Settings

__all__ = ["Received", "forget_left_behind"]

_PART = ".part"
_LONGEST_NAME = 200
"""Bytes of a file's or folder's name: most file systems take 255."""
_DEEPEST = 40
_LEFT_BEHIND = 86_400
"""Seconds after which a folder that is not whole belongs to a server that is gone."""


class Received:
    """The files of one import. Safe to share between threads."""

    def __init__(self, lake: Path, name: str, settings: Settings) -> None:
        self._whole = lake / UPLOADS / name
        self._folder = self._whole.with_name(name + _PART)
        self._settings = settings
        self._lock = threading.Lock()
        self._closed = False
        self._under_way = 0
        self.n_files = 0
        self.n_bytes = 0
        self.at = time.monotonic()
        """When something came last."""
        self._folder.mkdir(parents=True)

    @contextmanager
    def file(self, name: str) -> Iterator[BinaryIO]:
        """A new file to be written; it is gone again where that fails. Raises `UsageError`, `LimitError`."""
        parts = _parts(name)
        with self._lock:
            self._require_open()
            if self.n_files >= self._settings.upload_files:
                raise LimitError(
                    f"One import takes at most {self._settings.upload_files:,} files (TRACEWALK_UPLOAD_FILES); "
                    "put more of them into a zip, or use: tracewalk import PATH"
                )
            path = self._free(parts)
            path.parent.mkdir(parents=True, exist_ok=True)
            opened = path.open("xb")
            self.n_files += 1
            self._under_way += 1
        try:
            with opened:
                yield opened
        except BaseException:
            with self._lock:
                self.n_files -= 1
            path.unlink(missing_ok=True)
            raise
        finally:
            with self._lock:
                self._under_way -= 1
                self.at = time.monotonic()

    def write(self, file: BinaryIO, piece: bytes) -> None:
        """Adds to a file. Raises `LimitError` where all together become too many bytes, `NotFound` once closed."""
        with self._lock:
            self._require_open()
            most = self._settings.upload_bytes
            if self.n_bytes + len(piece) > most:
                raise LimitError(
                    f"One import takes at most {most:,} bytes (TRACEWALK_UPLOAD_BYTES); for more use: "
                    "tracewalk import PATH"
                )
            self.n_bytes += len(piece)
            self.at = time.monotonic()
        file.write(piece)

    def settle(self) -> Path:
        """All files are there; returns their folder. Raises `UsageError` while one of them still arrives."""
        with self._lock:
            self._require_open()
            if self._under_way:
                raise UsageError("A file of this import still arrives; begin it once all are there.")
            if not self.n_files:
                raise UsageError("This import has no file yet: PUT /api/imports/{id}/files?name=... brings one.")
            self._closed = True
            self._folder.rename(self._whole)
        return self._whole

    def drop(self) -> None:
        """Nothing of it is needed any more."""
        with self._lock:
            self._closed = True
        for folder in (self._folder, self._whole):
            shutil.rmtree(folder, ignore_errors=True)

    def _require_open(self) -> None:
        if self._closed:
            raise NotFound("this import takes no more files: it was begun or stopped; start another one")

    def _free(self, parts: tuple[str, ...]) -> Path:
        """Its place; of two files with one name the second stands in a folder of its own."""
        path, n = self._folder.joinpath(*parts), 1
        while path.exists() or any(above.is_file() for above in path.parents if above != self._folder):
            n += 1
            path = self._folder.joinpath(str(n), *parts)
        return path


def forget_left_behind(lake: Path) -> None:
    """Removes what servers that were killed had received and not begun to import."""
    for folder in (lake / UPLOADS).glob(f"*{_PART}"):
        if time.time() - folder.stat().st_mtime > _LEFT_BEHIND:
            shutil.rmtree(folder, ignore_errors=True)


def _parts(name: str) -> tuple[str, ...]:
    """A path as a browser tells it, below the folder that was dropped. Raises `UsageError` for one that leads away."""
    path = PurePosixPath(name)
    parts = path.parts
    bad = (
        path.is_absolute()
        or not 0 < len(parts) <= _DEEPEST
        or not name.isprintable()
        or "\\" in name
        or any(part.startswith(".") or len(part.encode()) > _LONGEST_NAME for part in parts)
    )
    if bad:
        raise UsageError(
            f"name={name[:80]!r} is no name of a file to import: at most {_DEEPEST} folders, each name at most "
            f"{_LONGEST_NAME} bytes of printable text that does not begin with a dot."
        )
    return parts
