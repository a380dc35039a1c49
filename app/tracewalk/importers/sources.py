"""What is to be read: files, and those that archives hold; sidecars and what else stands beside runs are set apart."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path, PurePath
from types import TracebackType
from typing import Any, Self

from tracewalk.importers.archives import Budget, is_archive, unpack
from tracewalk.importers.beside import may_hold_runs, why_beside
from tracewalk.importers.formats import Fault, Format, Options, Skipped
from tracewalk.importers.json_text import read_json
from tracewalk.importers.registry import recognise
from tracewalk.importers.sample import Sample, lines_of, take_sample
from tracewalk.importers.sidecar_facts import says_of
from tracewalk.importers.sidecars import Sidecars

__all__ = ["Source", "Sources", "is_passed_over"]

_NESTED = "an archive within an archive: unpack the outer one first"


@dataclass(frozen=True)
class Source:
    """A file to be read."""

    path: Path
    """Where it is read."""
    file: str
    """Its own absolute path, or that of the archive that holds it."""
    member: str | None
    size: int

    @cached_property
    def known_as(self) -> PurePath:
        """Its place as people know it, where what an archive holds is below the archive."""
        return PurePath(self.file, self.member) if self.member else PurePath(self.file)


@dataclass
class Sources:
    """The sources of an import; a context manager, as what archives hold is on the disk only within it."""

    options: Options
    format: Format | None = None
    found: list[Source] = field(default_factory=list)
    sidecars: Sidecars = field(default_factory=Sidecars)
    n_sidecars: int = 0
    n_files: int = 0
    faults: list[Fault] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    def __post_init__(self) -> None:
        settings = self.options.settings
        self._budget = Budget(settings.archive_bytes, settings.archive_files)
        self._folder = tempfile.TemporaryDirectory(prefix="tracewalk-")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._folder.cleanup()

    def gather(self, files: Sequence[Path], told: Callable[[str], bool]) -> bool:
        """Looks at all files; `told` hears the name of each, and says whether to stop. False where it did."""
        for file in files:
            if told(file.name):
                return False
            path = file.absolute()
            self._take(Source(path, str(path), None, _size(path)))
        return True

    def _take(self, source: Source) -> None:
        try:
            sample = take_sample(source.path, self.options.settings.import_bytes)
            if is_archive(sample.head[:512]) and self._is_unknown(sample):
                if source.member:
                    self.skipped.append(Skipped(str(source.known_as), _NESTED))
                    self.n_files += 1
                else:
                    self._unpack(source)
                return
            self.n_files += 1
            self._sort(source, sample)
        except OSError:  # it is told when it is read
            self.n_files += 1
            self.found.append(source)

    def _sort(self, source: Source, sample: Sample) -> None:
        says = says_of(sample.head, lambda: sample.document, lambda: _rows(sample))
        if says and self._is_unknown(sample):
            self.n_sidecars += 1
            self.sidecars.add(source.known_as, says)
        elif self.format is None and (why := why_beside(sample)) and self._is_unknown(sample):
            self.skipped.append(Skipped(str(source.known_as), why))
        else:
            self.found.append(source)
            if may_hold_runs(sample):
                self.sidecars.add_file(source.known_as)

    def _is_unknown(self, sample: Sample) -> bool:
        return isinstance(recognise(sample, self.options), str)

    def _unpack(self, archive: Source) -> None:
        folder = Path(tempfile.mkdtemp(dir=self._folder.name))
        for one in unpack(archive.path, folder, self._budget):
            if one.why:
                where = str(PurePath(archive.file, one.member)) if one.member else archive.file
                self.faults.append(Fault(where, 0, one.why))
            if one.path and not _is_hidden(one.member):
                self._take(Source(one.path, archive.file, one.member, _size(one.path)))


_HOMES = {
    ".claude": {"projects"},
    ".codex": {"sessions", "archived_sessions"},
    ".openhands": {"conversations", "sessions"},
    ".openhands-state": {"sessions"},
}
"""Hidden folders of agents, and in which of their folders they keep logs."""


def is_passed_over(name: str, above: str = "") -> bool:
    """Whether a file or folder is, by its name and that of the folder it is in: hidden ones, and what a Mac adds."""
    if above in _HOMES:
        return name not in _HOMES[above]
    return (name.startswith(".") and name not in _HOMES) or name == "__MACOSX"


def _is_hidden(member: str) -> bool:
    parts = ("", *PurePath(member).parts)
    return any(is_passed_over(name, above) for above, name in pairwise(parts))


def _rows(sample: Sample) -> Iterator[Any]:
    for piece in lines_of(sample.path, sample.limit):
        if piece.raw is not None:
            with suppress(ValueError):
                yield read_json(piece.raw)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # it is told when the file is read
        return 0
