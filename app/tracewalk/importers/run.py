"""The way in: files, folders and archives -> a lake, each file in the format that its content shows."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from tracewalk.errors import NotFound, UsageError
from tracewalk.importers.crew import Said, read_by_many
from tracewalk.importers.few_collections import few_collections
from tracewalk.importers.formats import Fault, Format, Found, Options, Skipped
from tracewalk.importers.gathered import Gathered
from tracewalk.importers.json_document import forget_document
from tracewalk.importers.keep import Keeper
from tracewalk.importers.reader import Reader
from tracewalk.importers.ready import Known, Ready
from tracewalk.importers.sample import forget_sample
from tracewalk.importers.sources import Source, Sources, is_passed_over
from tracewalk.lake.catalog import CATALOG

if TYPE_CHECKING:
    from tracewalk.lake import Lake

__all__ = ["Imported", "files_of", "import_files"]


_WORTH_IT = 32_000_000
"""Bytes from which on it is worth while to start several processes where nobody says how many."""
_MOST_JOBS = 8


@dataclass
class Imported:
    """What became of the files; everything counted is in the lake."""

    counts: dict[str, int] = field(default_factory=dict)
    """`imported`, `kept` (it was there), `replaced` (it was there otherwise), `new runs` (with other steps)."""
    notes: dict[str, int] = field(default_factory=dict)
    """What had to be guessed, and how often."""
    faults: list[Fault] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    interrupted: bool = False
    n_files: int = 0
    """Those in archives, and sidecars, included."""
    n_sidecars: int = 0
    n_joined: int = 0
    """Trajectories of which a sidecar said something."""
    n_trajectories: int = 0
    n_turns: int = 0


def files_of(paths: Sequence[Path]) -> list[Path]:
    """The files given, and those in the folders given, at any depth.

    Lakes and what is hidden are passed over, but for the folders in which agents keep their logs.
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
        above = Path(place).name
        folders[:] = [name for name in folders if not is_passed_over(name, above)]
        folders[:] = [name for name in folders if not Path(place, name, CATALOG).exists()]
        there = (Path(place, name) for name in names if not name.startswith(".") and not is_passed_over(name, above))
        files += [file for file in there if file.is_file()]
    return sorted(files)


def import_files(
    files: Sequence[Path],
    lake: Lake,
    options: Options,
    *,
    dataset: str | None = None,
    format_: Format | None = None,
    jobs: int | None = 1,
    progress: Callable[[int, int, str], None] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Imported:
    """Imports every trace and trajectory of some files; what cannot be is a fault, and does not stop the rest.

    `dataset` is given to all, else each is of the one that it names itself, if any. `format_` is taken for all files,
    else each is asked. So many `jobs` read at once; None: as many as are worth while here. Once `stopped` says so, what
    was read stays, and `interrupted` is set. Raises `ReadOnlyLake`.
    """
    done = Imported()
    lake.require_writable()
    tell = progress or (lambda _done, _total, _name: None)
    with Sources(options, format_) as sources:
        done.interrupted = not sources.gather(files, lambda name: tell(0, 1, name) or stopped())
        done.faults, done.skipped = sources.faults, sources.skipped
        done.n_files, done.n_sidecars = sources.n_files, sources.n_sidecars
        if done.interrupted:
            return done
        reader = Reader(lake.path, options, format_.name if format_ else None, dataset, sources.sidecars)
        found = list(sources.found)
        total = sum(source.size for source in found)
        n_jobs = _jobs(total) if jobs is None else jobs
        with few_collections(), closing(_read(reader, found, n_jobs)) as said, lake.writer() as writer:
            _keep(said, Keeper(lake, writer, dataset), done, lambda n, name: tell(n, total, name), stopped)
    return done


def _jobs(n_bytes: int) -> int:
    return min(len(os.sched_getaffinity(0)), _MOST_JOBS) if n_bytes >= _WORTH_IT else 1


def _read(reader: Reader, sources: Sequence[Source], jobs: int) -> Generator[Said]:
    """What the sources hold, read here or by several processes."""
    if jobs > 1 and len(sources) > 1:
        yield from read_by_many(reader, sources, jobs)
        return
    gathered = Gathered()
    try:
        for source in sources:
            for reading in chain(reader.readings(source), [None]):
                if gathered.add(Said(source, reading)):
                    yield from gathered.given()
        yield from gathered.given()
    finally:
        reader.close()
        forget_document()
        forget_sample()


def _keep(
    said: Iterator[Said],
    keeper: Keeper,
    done: Imported,
    tell: Callable[[int, str], None],
    stopped: Callable[[], bool],
) -> None:
    """Keeps what is read, and counts it."""
    before, under_way = 0, dict[Source, int]()
    try:
        for one in said:
            if one.reading is None:
                before += one.source.size
                under_way.pop(one.source, None)
            else:
                under_way[one.source] = min(one.reading.position, one.source.size)
                _keep_one(one.reading.what, one.source, keeper, done)
            tell(before + sum(under_way.values()), one.source.known_as.name)
            if stopped():
                done.interrupted = True
                return
    finally:
        keeper.replace()


def _keep_one(what: Found | Fault | Skipped, source: Source, keeper: Keeper, done: Imported) -> None:
    if isinstance(what, Fault):
        done.faults.append(what)
        return
    if isinstance(what, Skipped):
        done.skipped.append(what)
        return
    try:
        word = what.keep(keeper)
    except UsageError as fault:
        done.faults.append(Fault(str(source.known_as), 0, str(fault)))
        return
    if isinstance(what, Ready | Known):
        done.n_trajectories += 1
        done.n_turns += what.n_turns
        done.n_joined += what.joined
    done.counts[word] = done.counts.get(word, 0) + 1
    for note, n in what.notes.items():
        done.notes[note] = done.notes.get(note, 0) + n
