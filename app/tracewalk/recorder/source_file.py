"""A Python file to record: its text, and what makes a run of it the same run."""

from __future__ import annotations

from pathlib import Path

from tracewalk.errors import NotFound, RecordError
from tracewalk.model import Identity, Program
from tracewalk.recorder.environment import python_version
from tracewalk.recorder.imports import programs, search_path
from tracewalk.recorder.options import Options
from tracewalk.recorder.scope import Scope, package_root
from tracewalk.recorder.subject import Subject

__all__ = ["SourceFile", "require_file"]


def require_file(path: Path) -> None:
    """Raises `NotFound` where the path is not one of a file."""
    if path.is_dir():
        raise NotFound(
            f"{path} is a folder. Give a Python file in it, or record its tests: `tracewalk record -m pytest {path}`."
        )
    if not path.is_file():
        raise NotFound(f"no such file: {path}. Give the path of a Python file.")


class SourceFile:
    """The file to record, with its text. Raises `RecordError` where it is not in the scope or has none."""

    def __init__(self, path: Path, scope: Scope, options: Options) -> None:
        self.filename = str(path.resolve())
        self.options = options
        self.scope = scope
        if self.scope.covers(self.filename) is None:
            raise RecordError(f"{path} is not recorded: files under {self.scope.root} are, installed ones are not.")
        text = self.scope.text(self.filename)
        if text is None:
            raise RecordError(f"{path} cannot be read as Python source: is it text, and is its encoding declared?")
        self.text = text
        self.name = self.scope.covers(self.filename) or path.name

    def _identity(self, entry: str, given: str) -> Identity:
        search = search_path(Path(self.filename).parent, package_root(Path(self.filename)), root=self.scope.root)
        return Identity(
            programs=programs([self.filename], self.scope, search),
            entry=entry,
            input=given,
            python=python_version(),
            limits=self.options.limits_in_force(),
            repr_style=self.options.repr_style,
        )

    def entry(self, entry: str, given: str) -> Subject:
        """One call of a function of it."""
        return self._subject(f"{Path(self.filename).stem}.{entry}", entry, given)

    def script(self, given: str) -> Subject:
        """The file run as a script."""
        return self._subject(self.name, "__main__", given)

    def _subject(self, name: str, entry: str, given: str) -> Subject:
        return Subject(self._identity(entry, given), name, entry, given, Program(self.text))
