"""What a format is: how it is told by a file's content, and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tracewalk.frozen import frozen

if TYPE_CHECKING:
    from tracewalk.importers.keep import Keeper
    from tracewalk.importers.sample import Sample
    from tracewalk.settings import Settings

__all__ = ["Fault", "Format", "Found", "Guess", "Options", "Reading", "Skipped"]


@frozen
class Fault:
    """What could not be imported: where it stands, and why."""

    file: str
    line: int
    """Where it begins, from 1; of a file without lines the row's number; 0: the whole file."""
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"


@frozen
class Skipped:
    """What a file holds that is known and holds nothing to import, as a log without a sample; no fault."""

    file: str
    reason: str
    """The same words for all files of its kind: the closing table counts by it."""


@frozen
class Guess:
    """How much a file looks like a format, from 0 to 1; only 1 is enough to be read as one."""

    likeness: float
    why: str
    """What speaks for it and what is missing, as the end of `it looks like ..., but`."""


@frozen
class Options:
    """What the caller says of the files."""

    settings: Settings
    columns: Mapping[str, str] = field(default_factory=dict)
    """Our name of a column -> the file's."""


class Found(Protocol):
    """One thing read from a file that can be kept in a lake: a trace, say."""

    @property
    def notes(self) -> Mapping[str, int]:
        """What had to be guessed, and how often."""

    def keep(self, keeper: Keeper) -> str:
        """Gives it to the lake; returns the word under which it is counted, e.g. `imported`."""


@frozen
class Reading:
    """The next thing of a file, and how far the file is read."""

    what: Found | Fault | Skipped
    position: int
    """In bytes."""


@frozen
class Format:
    """One format; `importers.registry` lists them all."""

    name: str
    """As `--format` takes it."""
    about: str
    """For people, as in `it looks like <about>`."""
    guess: Callable[[Sample, Options], Guess]
    read: Callable[[Path, Options], Iterator[Reading]]
    """Raises nothing but OSError: what is wrong in the file is a `Fault`, and does not stop the rest."""
    columns: frozenset[str] = frozenset()
    """Ours, of those that the file may name otherwise."""
