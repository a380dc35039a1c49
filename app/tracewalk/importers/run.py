"""The way in: files and folders -> a lake, each file in the format that its content shows."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tracewalk.errors import NotFound, UsageError
from tracewalk.importers.formats import Fault, Format, Options, Reading, Skipped
from tracewalk.importers.keep import Keeper
from tracewalk.importers.registry import recognise
from tracewalk.importers.sample import take_sample
from tracewalk.lake.catalog import CATALOG

if TYPE_CHECKING:
    from tracewalk.lake import Lake

__all__ = ["Imported", "files_of", "import_files"]


@dataclass
class Imported:
    """What became of the files; everything counted is in the lake."""

    counts: dict[str, int] = field(default_factory=dict)
    """`imported`, `kept` (it was there), `new runs` (it was there with other steps)."""
    notes: dict[str, int] = field(default_factory=dict)
    """What had to be guessed, and how often."""
    faults: list[Fault] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    interrupted: bool = False


def files_of(paths: Sequence[Path]) -> list[Path]:
    """The files given, and those in the folders given, at any depth; hidden ones and lakes of a folder are passed over.

    Raises `NotFound` for a path that is not there, `UsageError` for a lake, before anything is read.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if (path / CATALOG).exists():
            raise UsageError(f"{path} is a lake; `tracewalk lake merge LAKE {path}` adds its traces to another")
        if path.is_dir():
            found.update(dict.fromkeys(_inside(path)))
        elif path.is_file():
            found.setdefault(path)
        elif path.exists():
            raise NotFound(f"{path} is neither a file nor a folder; write what it gives into a file first")
        else:
            raise NotFound(f"no such file or folder: {path}")
    return list(found)


def _inside(folder: Path) -> list[Path]:
    files: list[Path] = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and not Path(place, name, CATALOG).exists()]
        files += [Path(place, name) for name in names if not name.startswith(".") and Path(place, name).is_file()]
    return sorted(files)


def import_files(
    files: Sequence[Path],
    lake: Lake,
    options: Options,
    *,
    dataset: str | None = None,
    format_: Format | None = None,
    progress: Callable[[int, int, str], None] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Imported:
    """Imports every trace of some files; what cannot be is a fault, and does not stop the rest.

    `dataset` is given to all, else each is of the one that it names itself, if any. `format_` is taken for all files,
    else each is asked. Once `stopped` says so, what was read stays, and `interrupted` is set. Raises `ReadOnlyLake`.
    """
    done = Imported()
    sizes = list(map(_size, files))
    before = 0
    with lake.writer() as writer:
        keeper = Keeper(lake, writer, dataset)
        for file, size in zip(files, sizes, strict=True):
            for position in _import_file(file, keeper, options, format_, done):
                if progress:
                    progress(before + position, sum(sizes), file.name)
                if stopped():
                    done.interrupted = True
                    return done
            before += size
    return done


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # it is told when the file is read
        return 0


def _import_file(file: Path, keeper: Keeper, options: Options, format_: Format | None, done: Imported) -> Iterator[int]:
    """Keeps what a file holds, one thing at a time; yields how far it is read."""
    for reading in _readings(file, options, format_):
        if isinstance(reading.what, Fault):
            done.faults.append(reading.what)
        elif isinstance(reading.what, Skipped):
            done.skipped.append(reading.what)
        else:
            word = reading.what.keep(keeper)
            done.counts[word] = done.counts.get(word, 0) + 1
            for note, n in reading.what.notes.items():
                done.notes[note] = done.notes.get(note, 0) + n
        yield reading.position


def _readings(file: Path, options: Options, format_: Format | None) -> Iterator[Reading]:
    try:
        known = format_ or recognise(take_sample(file, options.settings.import_bytes), options)
        if isinstance(known, str):
            yield Reading(Fault(str(file), 0, known), 0)
        else:
            yield from known.read(file, options)
    except OSError as fault:
        yield Reading(Fault(str(file), 0, f"cannot be read: {fault.strerror or fault}"), 0)
