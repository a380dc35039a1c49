"""A repository as files held in memory: read from a folder, broken and mended by value, never run outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path

from tracewalk.errors import LimitError, NotFound, UsageError
from tracewalk.sandbox.folder_copy import Bounds, Entry, TooMuch, read_folder
from tracewalk.settings import Settings

__all__ = ["Repository", "is_test", "read_repository"]

_LEFT_OUT = frozenset((".git", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", "node_modules", ".venv"))
_FOLDER, _FILE, _PROGRAM = 0o755, 0o644, 0o755


@dataclass(frozen=True)
class Repository:
    """Files and folders, each folder before what is in it; what is left out are caches and git's own folder."""

    name: str
    entries: tuple[Entry, ...] = field(repr=False)

    def text(self, path: str) -> str:
        """The text of a file. Raises `NotFound` with what there is, `UsageError` where it is no text."""
        found = next((entry for entry in self.entries if entry.path == path and entry.kind == "file"), None)
        if found is None or found.data is None:
            there = ", ".join(entry.path for entry in self.entries if entry.kind == "file")
            raise NotFound(f"the repository {self.name} has no file {path!r}; there are: {there}")
        try:
            return found.data.decode()
        except UnicodeDecodeError:
            raise UsageError(f"{path} of the repository {self.name} is no UTF-8 text.") from None

    @property
    def modules(self) -> list[str]:
        """Paths of the Python files that are no tests."""
        paths = [entry.path for entry in self.entries if entry.kind == "file" and entry.path.endswith(".py")]
        return [path for path in paths if not is_test(path)]

    def with_texts(self, texts: Mapping[str, str]) -> Repository:
        """The same with other texts in some of its files, which must be there."""
        for path in texts:
            self.text(path)
        return replace(self, entries=tuple(_with_text(entry, texts.get(entry.path)) for entry in self.entries))

    def with_tests_of(self, other: Repository) -> Repository:
        """The same with the tests of another one, and with its settings of pytest."""
        mine = {entry.path: entry for entry in self.entries if not is_test(entry.path)}
        found = mine | {entry.path: entry for entry in other.entries if is_test(entry.path)}
        return replace(self, entries=tuple(sorted(found.values(), key=lambda entry: entry.path.split("/"))))

    @property
    def digest(self) -> str:
        """32 hex digits of its files' paths, kinds, modes and bytes."""
        made = blake2b(digest_size=16)
        for entry in self.entries:
            made.update(f"{entry.path}\0{entry.kind}\0{entry.mode:o}\0{len(entry.data or b'')}\0".encode())
            made.update(entry.data or b"")
        return made.hexdigest()


def _with_text(entry: Entry, text: str | None) -> Entry:
    if text is None:
        return entry
    data = text.encode()
    return replace(entry, data=data, size=len(data))


def is_test(path: str) -> bool:
    """Whether a path belongs to the tests: an agent that changes it changes how it is judged."""
    *folders, name = path.split("/")
    return (
        "tests" in folders
        or path == "tests"
        or name in {"conftest.py", "pytest.ini", "tox.ini"}
        or (name.startswith("test_") and name.endswith(".py"))
    )


def read_repository(folder: Path, settings: Settings) -> Repository:
    """The repository in a folder, named after it. Raises `NotFound`, `LimitError` for one that is too large."""
    if not folder.is_dir():
        raise NotFound(f"no folder {folder}: give the folder of a repository.")
    bounds = Bounds(settings.sandbox_folder_files, settings.sandbox_tmp_bytes // 4, settings.sandbox_file_bytes)
    try:
        copy = read_folder(str(folder), bounds, lambda path: path.rpartition("/")[2] in _LEFT_OUT)
    except TooMuch as fault:
        raise LimitError(f"A repository is held in memory, and {folder} has {fault}. Give a smaller one.") from None
    there = [entry for entry in copy.entries if entry.data is not None and entry.kind != "special"]
    name = folder.resolve().name
    if not name.isascii() or not name.replace("-", "").replace("_", "").replace(".", "").isalnum():
        raise UsageError(f"the folder of a repository must be named in letters, digits, dot, - and _; {name!r} is not.")
    return Repository(name, tuple(replace(entry, mode=_mode(entry)) for entry in there))


def _mode(entry: Entry) -> int:
    """As git keeps it: the same in every checkout."""
    if entry.kind == "folder":
        return _FOLDER
    return _PROGRAM if entry.mode & 0o100 else _FILE
