"""A test as pytest collects it, and what makes a run of it the same run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tracewalk.model import Identity, Limits, Program, ReprStyle
from tracewalk.recorder.environment import python_version
from tracewalk.recorder.imports import programs, search_path
from tracewalk.recorder.scope import Scope
from tracewalk.recorder.subject import Subject

__all__ = ["Collected", "Subjects"]


@dataclass(frozen=True)
class Collected:
    """One test."""

    nodeid: str
    path: str
    """Of its file, absolute."""
    parameters: str = ""
    """The id of its parameters."""


class Subjects:
    """Tests as something to record. `path`: what `sys.path` is while they run (default: what it is now)."""

    def __init__(
        self, scope: Scope, *, limits: Limits, repr_style: ReprStyle, path: Sequence[str] | None = None
    ) -> None:
        self._scope = scope
        self._limits = limits
        self._repr_style = repr_style
        self._path = path
        self._programs: dict[Path, tuple[str, ...]] = {}

    def of(self, test: Collected) -> Subject:
        """What is recorded of a test."""
        entry = test.nodeid.removesuffix(f"[{test.parameters}]")
        identity = Identity(
            programs=self._program_ids(Path(test.path)),
            entry=entry,
            input=test.parameters,
            python=python_version(),
            limits=self._limits,
            repr_style=self._repr_style,
        )
        program = Program(self._scope.text(test.path) or "")
        return Subject(identity, test.nodeid, entry, test.parameters, program)

    def _program_ids(self, path: Path) -> tuple[str, ...]:
        """Of the test's file, the `conftest.py` files above it, and all that these import."""
        if path not in self._programs:
            root = self._scope.root
            folders = [folder for folder in path.parents if folder.is_relative_to(root)]
            conftests = [str(f / "conftest.py") for f in folders if self._scope.is_file(f / "conftest.py")]
            search = search_path(path.parent, *folders, root=root, path=self._path)
            self._programs[path] = programs([str(path), *conftests], self._scope, search)
        return self._programs[path]
