"""Runs of pytest within a session -> execution traces: each is run once more, recorded, in the state that it found."""

from __future__ import annotations

import json
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tracewalk.errors import LimitError, RecordError, UsageError
from tracewalk.recorder.options import Options
from tracewalk.sandbox import Sandbox
from tracewalk.sandbox.project import Project
from tracewalk.sandbox.shell_order import FOLDER
from tracewalk.sandbox.suite import record_suite

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from tracewalk.forage.witnessed import PytestRun
    from tracewalk.lake import Lake
    from tracewalk.sandbox.folder_copy import Entry

__all__ = ["Tracer"]


class Tracer:
    """Records runs of pytest into a lake; a context manager. The same run in the same state is recorded once."""

    def __init__(self, lake: Lake, options: Options, *, stopped: Callable[[], bool] = lambda: False) -> None:
        self._lake = lake
        self._options = options
        self._stopped = stopped
        self._sandbox = Sandbox(lake.settings, slots=1, folders=(Path(FOLDER),))
        self._known: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {}

    def record(self, run: PytestRun, root: str) -> tuple[dict[str, str], tuple[str, ...]]:
        """Ids of the traces of the tests that ran, by node id, and what could not be recorded of it."""
        if run.files is None:
            return {}, ("a run of pytest is not recorded: the repository is too large to be copied for it",)
        key = _key(run, root)
        if key not in self._known:
            self._known[key] = self._record(run, run.files, root)
        traces, faults = self._known[key]
        return {name: traces[name] for name in run.tests if name in traces}, faults

    def _record(self, run: PytestRun, files: Sequence[Entry], root: str) -> tuple[dict[str, str], tuple[str, ...]]:
        project = Project(
            folder=FOLDER, root=root, cwd=run.cwd, file="", words=run.words, entries=tuple(_at(root, files))
        )
        options = Options(
            root=Path(root),
            repr_style=self._options.repr_style,
            limits=self._options.limits,
            exact=self._options.exact,
        )
        try:
            done = record_suite(
                project, self._sandbox, lake=self._lake, options=options, voice=_Silence(), stopped=self._stopped
            )
        except (RecordError, UsageError, LimitError) as fault:
            return {}, (f"a run of pytest is not recorded: {fault}",)
        return done.traces, tuple(f"not recorded: {fault}" for fault in done.faults)

    def close(self) -> None:
        """Ends its sandbox."""
        self._sandbox.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _k: type[BaseException] | None, _v: BaseException | None, _t: TracebackType | None) -> None:
        self.close()


class _Silence:
    """What the tests print the agent has seen already."""

    def note(self, text: str) -> None:
        """Nobody is told."""

    def printed(self, text: str) -> None:
        """Nobody is told."""


def _at(root: str, files: Sequence[Entry]) -> list[Entry]:
    from tracewalk.sandbox.folder_copy import Entry  # noqa: PLC0415

    name = root.removeprefix(f"{FOLDER}/")
    inner = [Entry(f"{name}/{one.path}", one.kind, one.mode, one.size, one.data) for one in files]
    return [Entry(name, "folder", 0o755), *sorted(inner, key=lambda entry: entry.path.split("/"))]


def _key(run: PytestRun, root: str) -> str:
    made = blake2b(json.dumps([root, run.cwd, run.words], ensure_ascii=True).encode(), digest_size=16)
    for entry in run.files or ():
        made.update(f"{entry.path}\0{entry.kind}\0{entry.mode:o}\0".encode("utf-8", "surrogateescape"))
        made.update(blake2b(entry.data or b"").digest())
    return made.hexdigest()
