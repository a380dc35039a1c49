"""Which files are recorded, the path under which each is shown, and its text.

The user's files: those under one root folder, and the cells of a notebook. Never the standard library, nothing that
was installed (`site-packages`), nothing compiled from a string, and not Tracewalk itself.
"""

from __future__ import annotations

import linecache
import os
import re
import sysconfig
import tokenize
from functools import cache
from pathlib import Path

__all__ = ["Scope", "cell_name", "package_root"]

_CELL = re.compile(r"<(?:ipython|python)-input-(?:\d+-)?(\w+)>|.*[/\\]ipykernel_\d+[/\\](\d+)\.py")
_INSTALLED = frozenset({"site-packages", "dist-packages"})


def cell_name(filename: str) -> str | None:
    """The name shown for a notebook's cell, free of process and execution numbers; None for anything else."""
    found = _CELL.fullmatch(filename)
    return f"cell-{found[1] or found[2]}.py" if found else None


def package_root(path: Path) -> Path:
    """The folder that makes the file importable: the parent of its outermost package, else its own folder."""
    folder = path.resolve().parent
    while (folder / "__init__.py").is_file() and folder != folder.parent:
        folder = folder.parent
    return folder


@cache
def _library() -> tuple[str, ...]:
    """Folders whose files are never recorded, each with a closing separator."""
    paths = sysconfig.get_paths()
    folders = {paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    folders.add(str(Path(__file__).resolve().parents[1]))
    return tuple(os.path.realpath(folder) + os.sep for folder in sorted(folders))


class Scope:
    """From a code object's `co_filename` to the path to show, or None for a file that is not recorded.

    Paths are relative to the root, posix style. At most `max_files` files are let in, in order of first appearance;
    `left_out` names the others.
    """

    def __init__(self, root: Path, *, max_files: int) -> None:
        self.root = root.resolve()
        self.left_out: set[str] = set()
        self._within = str(self.root).rstrip(os.sep) + os.sep
        self._max_files = max_files
        self._shown: dict[str, str] = {}
        self._names: dict[str, str | None] = {}
        self._texts: dict[str, str | None] = {}

    def __call__(self, filename: str) -> str | None:
        """The path to show, or None: not recorded. Counts against `max_files`."""
        name = self.covers(filename)
        if name is None or filename in self._shown:
            return name
        if len(set(self._shown.values()) | {name}) > self._max_files:
            self.left_out.add(name)
            return None
        self._shown[filename] = name
        return name

    def covers(self, filename: str) -> str | None:
        """Like a call, without counting: whether it is one of the user's files, and its path."""
        if filename not in self._names:
            self._names[filename] = cell_name(filename) or self._relative(filename)
        return self._names[filename]

    def _relative(self, filename: str) -> str | None:
        if filename.startswith("<") and filename.endswith(">"):
            return None
        real = os.path.realpath(filename)
        if not real.startswith(self._within) or real.startswith(_library()):
            return None
        if not _INSTALLED.isdisjoint(Path(real).parts) or not self.is_file(Path(real)):
            return None
        return Path(real).relative_to(self.root).as_posix()

    def is_file(self, path: Path) -> bool:
        """Whether there is a file to be imported under an absolute path."""
        return path.is_file()

    def is_folder(self, path: Path) -> bool:
        """Whether there is a folder to be imported from."""
        return path.is_dir()

    def text(self, filename: str) -> str | None:
        """The source text as it was when first asked for; None where it cannot be read."""
        if filename not in self._texts:
            self._texts[filename] = _cell_text(filename) if cell_name(filename) else _file_text(filename)
        return self._texts[filename]


def _cell_text(filename: str) -> str | None:
    return "".join(linecache.getlines(filename)) or None


def _file_text(filename: str) -> str | None:
    try:
        with tokenize.open(filename) as file:
            return file.read()
    except (OSError, SyntaxError, UnicodeDecodeError):
        return None
