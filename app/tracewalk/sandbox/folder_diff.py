"""What became of a folder: files added, changed and removed, with the difference of texts as a unified diff."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from tracewalk.results.clean import clean
from tracewalk.sandbox.folder_copy import Entry, Kind
from tracewalk.sandbox.unified import unified

__all__ = ["FileChange", "changes", "shown"]

_SECONDS = 2.0
"""For matching lines, all files together; after it stretches are shown as replaced."""


@dataclass(frozen=True)
class FileChange:
    """One file, link, folder or special file that is not as it was."""

    path: str
    """Relative; what is no UTF-8 in it is escaped. It may hold any character, also line breaks."""
    change: Literal["added", "changed", "removed"]
    kind: Kind
    """What it is, or was where it is removed."""
    mode_before: int | None
    mode_after: int | None
    size_before: int | None
    size_after: int | None
    diff: str | None
    """A unified diff, if both are text (UTF-8, or not there). A link's is of where it leads to."""
    no_diff: Literal["binary", "large"] | None = None
    """Why there is none although a file's content changed."""


def changes(
    before: Mapping[str, Entry], changed: Iterable[Entry], removed: Iterable[str], *, most_chars: int
) -> tuple[FileChange, ...]:
    """All changes by path; at most so many characters of diffs, beyond which files are `large`."""
    pairs: list[tuple[Entry | None, Entry | None]] = [(before.get(entry.path), entry) for entry in changed]
    pairs += [(before[path], None) for path in removed if path in before]
    writing = _Writing(most_chars)
    found = [writing.change(old, new) for old, new in pairs]
    return tuple(sorted(found, key=lambda one: one.path))


class _Writing:
    def __init__(self, most_chars: int) -> None:
        self._room = most_chars
        self._until = time.monotonic() + _SECONDS

    def change(self, old: Entry | None, new: Entry | None) -> FileChange:
        either = new or old
        assert either is not None
        diff, why = self._diff(old, new, shown(either.path))
        return FileChange(
            path=shown(either.path),
            change="removed" if new is None else "added" if old is None else "changed",
            kind=either.kind,
            mode_before=old.mode if old else None,
            mode_after=new.mode if new else None,
            size_before=old.size if old else None,
            size_after=new.size if new else None,
            diff=diff,
            no_diff=why,
        )

    def _diff(
        self, old: Entry | None, new: Entry | None, path: str
    ) -> tuple[str | None, Literal["binary", "large"] | None]:
        sides = [side for side in (old, new) if side is not None and side.kind in {"file", "link"}]
        if not sides or (old and new and old.kind == new.kind and old.data == new.data):
            return None, None
        if any(side.data is None or len(side.data) > self._room for side in sides):
            return None, "large"
        one, other = ("" if side is None or side not in sides else _text(side) for side in (old, new))
        if one is None or other is None:
            return None, "binary"
        text = unified(one, other, clean(path), match=time.monotonic() < self._until)
        if len(text) > self._room:
            return None, "large"
        self._room -= len(text)
        return text, None


def shown(path: str) -> str:
    """A path as text: bytes that are no UTF-8 as escapes."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _text(entry: Entry) -> str | None:
    """None: it is no text."""
    if entry.data is None or b"\0" in entry.data:
        return None
    try:
        text = entry.data.decode()
    except UnicodeDecodeError:
        return None
    return f"{text}\n" if entry.kind == "link" else text
