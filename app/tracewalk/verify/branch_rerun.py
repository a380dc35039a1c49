"""How the program of a trace is run again, with what a branch edits: by the way in by which it was recorded."""

from __future__ import annotations

import json
import shlex
import tokenize
from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from tracewalk.errors import RecordError, UsageError
from tracewalk.frozen import names_of
from tracewalk.model import Branch, Identity, Limits, Program, Trace, dataset_main
from tracewalk.recorder.environment import limits_of, python_version
from tracewalk.recorder.run import kept_runs
from tracewalk.recorder.subject import Subject
from tracewalk.sandbox.folder_copy import Entry
from tracewalk.sandbox.jobs import Job
from tracewalk.sandbox.order import Order
from tracewalk.sandbox.project import Project
from tracewalk.verify.branch_edit import texts_of

if TYPE_CHECKING:
    from tracewalk.lake import Lake
    from tracewalk.settings import Settings

__all__ = ["rerun"]

_START = "\n\ndef main():  # << START_OF_TRACE\n"
_FOLDER = "/tmp"  # noqa: S108  the sandbox's own
_SCRIPT = "__main__"


def rerun(lake: Lake, trace: Trace, branch: Branch) -> Job:
    """The job that makes the branch. Raises `UsageError` for a trace that cannot be run again from what a lake has."""
    _require_known(trace)
    texts = texts_of(lake, trace, branch.lines)
    path = next((file.path for file in trace.files if file.program_id == trace.program_id), trace.files[0].path)
    if _is_row(lake, trace):
        return _row(lake, trace, branch, path, texts[path])
    given = trace.input if branch.input is None else branch.input
    is_script = trace.entry == _SCRIPT
    words = _words(given) if is_script else []
    project = Project(_FOLDER, _FOLDER, _FOLDER, f"{_FOLDER}/{path}", tuple(words), _entries(texts))
    programs = {name: Program(text) for name, text in texts.items()}
    first = programs[path].program_id
    others = sorted({program.program_id for program in programs.values()} - {first})
    identity = _identity(lake.settings, trace, branch, (first, *others), trace.entry, given)
    subject = _subject(trace, branch, identity, trace.entry, given, programs[path])
    order = Order(subject, "script" if is_script else "entry", project.file, project.plain())
    return Job(order, project.sources(), kept_runs(lake, subject.trace_id))


def _require_known(trace: Trace) -> None:
    why = None
    if trace.test_outcome is not None:
        why = "it is a test's, which pytest has to run with all that is around it: record a function or a script"
    elif not trace.files or not trace.n_steps:
        why = "it has no steps, hence the lake has no file of it"
    if why is not None:
        raise UsageError(f"no branch can be made of trace {trace.trace_id}: {why}")


def _is_row(lake: Lake, trace: Trace) -> bool:
    """A dataset's row, or something imported that is written like one, and its `main` is what was called."""
    if len(trace.files) > 1 or _START not in lake.program(trace.program_id).text:
        return False
    return bool(lake.steps(trace.trace_id, 0, 1)["func"][0].as_py() == "main")


def _row(lake: Lake, trace: Trace, branch: Branch, path: str, text: str) -> Job:
    """A dataset's row: the call is in its `main`."""
    given = trace.input
    if branch.input is not None:
        given, call = branch.input, dataset_main(trace.entry, trace.input)
        if not text.endswith(call):
            raise UsageError(f"{path} does not end in the call {trace.entry}({trace.input}): edit its line in `main`")
        text = text.removesuffix(call) + dataset_main(trace.entry, given)
    program = Program(text)
    identity = _identity(lake.settings, trace, branch, (program.program_id,), "main", given)
    subject = _subject(trace, branch, identity, trace.entry, given, program)
    return Job(Order(subject, "row", path), {path: program}, kept_runs(lake, subject.trace_id))


def _identity(
    settings: Settings, trace: Trace, branch: Branch, programs: tuple[str, ...], entry: str, given: str
) -> Identity:
    style = trace.repr_style
    told = json.loads(trace.limits)
    known = Limits(**{name: told[name] for name in names_of(Limits)}) if told.get("seconds") else None
    return Identity(programs, entry, given, python_version(), known or limits_of(settings, style), style, branch=branch)


def _subject(trace: Trace, branch: Branch, identity: Identity, entry: str, given: str, program: Program) -> Subject:
    return Subject(identity, f"{trace.name} | {branch}", entry, given, program)


def _words(given: str) -> list[str]:
    """A script's arguments."""
    try:
        words = shlex.split(given)
    except ValueError as fault:
        raise UsageError(f"the arguments {given!r} cannot be split as a shell does: {fault}") from None
    if "<<<" in words:
        raise RecordError("the script read a text from stdin, which a branch cannot give it")
    return words


def _entries(texts: dict[str, str]) -> tuple[Entry, ...]:
    """The files, each folder before what is in it."""
    folders = sorted({str(above) for path in texts for above in PurePosixPath(path).parents} - {"."})
    made: Sequence[Entry] = [Entry(folder, "folder", 0o755) for folder in folders]
    return (*made, *(_file(path, text) for path, text in texts.items()))


def _file(path: str, text: str) -> Entry:
    """A file in the encoding that it declares, so that it is read as this text again."""
    data = text.encode("utf-8", "surrogatepass")
    with suppress(SyntaxError, UnicodeError, LookupError):
        data = text.encode(tokenize.detect_encoding(BytesIO(data).readline)[0])
    return Entry(path, "file", 0o644, len(data), data)
