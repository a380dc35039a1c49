"""A user's files as a sandbox gets them: a private copy at the same place, and the texts in it that may be recorded."""

from __future__ import annotations

import codecs
import tokenize
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

from tracewalk.model import Program
from tracewalk.recorder.scope import Scope
from tracewalk.sandbox.folder_copy import Entry

__all__ = ["CopiedScope", "Project"]

_SLOW = frozenset(("punycode", "idna"))
"""Encodings that nobody writes programs in, and that take time by the square of a text's length."""


@dataclass(frozen=True)
class Project:
    """What is laid out, and how a run begins in it."""

    folder: str
    """Where the copy lies: as its original does outside."""
    root: str
    """Files under it are recorded; it is the folder, or one within or above."""
    cwd: str
    """The working folder."""
    file: str
    """The entry's own file, absolute, which may have any suffix; empty: there is none."""
    words: tuple[str, ...]
    """A script's arguments, or pytest's."""
    entries: tuple[Entry, ...] = field(repr=False)

    def texts(self) -> dict[str, str]:
        """The sources that may be recorded, by the path under which they are shown."""
        found: dict[str, str] = {}
        for entry in self.entries:
            path = Path(self.folder, entry.path)
            if entry.kind == "file" and entry.data is not None and path.is_relative_to(self.root):
                if path.suffix != ".py" and str(path) != self.file:
                    continue
                text = _text(entry.data)
                shown = path.relative_to(self.root).as_posix()
                if text is not None and shown.isprintable():  # a name of any other kind is not UTF-8, or a trick
                    found[shown] = text
        return found

    def scope(self, *, max_files: int) -> CopiedScope:
        """The same outside and inside, whatever has happened to the files meanwhile."""
        return CopiedScope(Path(self.root), self.texts(), max_files=max_files)

    def sources(self) -> dict[str, Program]:
        """The sources as programs."""
        return {path: Program(text) for path, text in self.texts().items()}

    def plain(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {
            "folder": self.folder,
            "root": self.root,
            "cwd": self.cwd,
            "file": self.file,
            "words": list(self.words),
            "entries": [entry.plain() for entry in self.entries],
        }

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Project:
        """From what `plain` gave."""
        given = dict(plain)
        entries: Sequence[Any] = given.pop("entries")
        return cls(words=tuple(given.pop("words")), entries=tuple(map(Entry.of, entries)), **given)


class CopiedScope(Scope):
    """The files of a copy, with their texts as they were copied: nothing of them is read from the disk."""

    def __init__(self, root: Path, texts: Mapping[str, str], *, max_files: int) -> None:
        super().__init__(root, max_files=max_files)
        self._copied = texts
        self._folders = {str(above) for path in texts for above in Path(path).parents}

    def covers(self, filename: str) -> str | None:
        """The path to show of a file that was copied."""
        name = super().covers(filename)
        return name if name in self._copied else None

    def is_file(self, path: Path) -> bool:
        """Whether it was copied, be there such a file outside or not."""
        return self._place(path) in self._copied

    def is_folder(self, path: Path) -> bool:
        """Whether something in it was copied."""
        return self._place(path) in self._folders

    def _place(self, path: Path) -> str | None:
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else None

    def text(self, filename: str) -> str | None:
        """Its text."""
        name = self.covers(filename)
        return None if name is None else self._copied[name]


def _text(data: bytes) -> str | None:
    """What `tokenize.open` reads; None where it is no Python source."""
    try:
        encoding, _lines = tokenize.detect_encoding(BytesIO(data).readline)
        if codecs.lookup(encoding).name in _SLOW:
            return None
        return TextIOWrapper(BytesIO(data), encoding).read()
    except (SyntaxError, UnicodeDecodeError, LookupError):
        return None
