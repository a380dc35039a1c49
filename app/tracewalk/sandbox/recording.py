"""`record --sandbox` for a file: one function of it, or the whole file as a script."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tracewalk.errors import RecordError
from tracewalk.recorder.options import Options
from tracewalk.recorder.run import Recorded, give, kept_runs, whole
from tracewalk.recorder.scope import package_root
from tracewalk.recorder.source_file import SourceFile, require_file
from tracewalk.recorder.subject import Subject
from tracewalk.sandbox.jobs import Job, Ran
from tracewalk.sandbox.order import Order
from tracewalk.sandbox.project import Project
from tracewalk.sandbox.sandbox import Sandbox
from tracewalk.sandbox.take_project import private_folders, take_project

if TYPE_CHECKING:
    from tracewalk.lake import Lake

__all__ = ["Voice", "keep_ran", "record_file", "record_script"]


class Voice(Protocol):
    """Whom the recording tells what people should know. What programs print may be anything."""

    def note(self, text: str) -> None:
        """A remark of Tracewalk's own."""
        ...

    def printed(self, text: str) -> None:
        """What a program printed."""
        ...


def record_file(
    path: Path,
    *,
    entry: str,
    lake: Lake,
    input: str = "",  # noqa: A002
    options: Options,
    voice: Voice,
) -> Recorded:
    """As `recorder.record_file`, with the call and the import of the file in a sandbox.

    The sandbox has a private copy of the files under the root. Raises `SandboxMissing`, `RecordError` also where the
    program ends its process before the call, `LimitError` where there are too many files.
    """
    root = package_root(path)
    return _record(path, "entry", root, (), lake, options, voice, lambda file: file.entry(entry, input))


def record_script(path: Path, argv: Sequence[str], *, lake: Lake, options: Options, voice: Voice) -> Recorded:
    """As `recorder.record_script`, in a sandbox; its stdin is empty."""
    root = path.resolve().parent
    return _record(path, "script", root, argv, lake, options, voice, lambda file: file.script(shlex.join(argv)))


def _record(
    path: Path,
    way: str,
    around: Path,
    words: Sequence[str],
    lake: Lake,
    options: Options,
    voice: Voice,
    subject_of: Callable[[SourceFile], Subject],
) -> Recorded:
    require_file(path)
    _require_no_link(path)
    root = (options.root or around).resolve()
    folder = root if around.is_relative_to(root) else around
    project = take_project(
        folder, root, lake=lake.path, settings=lake.settings, file=path.resolve(), words=words, tell=voice.note
    )
    file = SourceFile(path, project.scope(max_files=lake.settings.max_files), options)
    subject = subject_of(file)
    earlier = kept_runs(lake, subject.trace_id)
    if (there := whole(earlier)) and not options.again:
        return Recorded(there, "kept")
    order = Order(subject, way, str(path), project.plain(), exact=options.exact)
    ran = _run(Job(order, project.sources(), earlier), project, lake, voice)
    return keep_ran(ran, lake)


def _run(job: Job, project: Project, lake: Lake, voice: Voice) -> Ran:
    with Sandbox(lake.settings, slots=1, folders=private_folders(project)) as sandbox:
        ran = sandbox.record(job)
    for batch in ran.batches:
        streams = [batch.column(batch.schema.get_field_index(name)).to_pylist() for name in ("stdout", "stderr")]
        for text in filter(None, chain.from_iterable(zip(*streams, strict=True))):
            voice.printed(text)
    if len(ran.taken.files) >= lake.settings.max_files:
        voice.note(f"{len(ran.taken.files):,} files are recorded; others may have run, beyond TRACEWALK_MAX_FILES")
    return ran


def keep_ran(ran: Ran, lake: Lake) -> Recorded:
    """Keeps what came of a job in a lake, unless that is an earlier run's. Raises `RecordError` for a fault."""
    if ran.fault is not None:
        raise RecordError(ran.fault)
    if not ran.taken.n_steps:
        raise RecordError(
            f"{ran.job.order.path} ended its process before there was a step to record: {ran.ending.outcome} "
            f"({ran.ending.stop_reason})."
        )
    if twin := ran.twin():
        return Recorded(twin, "again")
    with lake.writer(inbox=True) as writer:
        for batch in ran.batches:
            writer.add_steps(batch)
        return Recorded(give(ran, writer), "recorded")


def _require_no_link(path: Path) -> None:
    """A file among strangers' that is a link would take its neighbours from where it leads to."""
    if path.is_symlink():
        raise RecordError(f"{path} is a link to {path.resolve()}: give that path, where it is what you mean.")
