"""A dataset's row as something to record: its subject, and the plan that runs it in this process."""

from __future__ import annotations

import builtins
import linecache
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FunctionType, ModuleType
from typing import Any

from tracewalk.errors import RecordError
from tracewalk.model import Limits, ReprStyle
from tracewalk.recorder.rows import Row
from tracewalk.recorder.run import Plan
from tracewalk.recorder.stage import deadline
from tracewalk.recorder.subject import Subject
from tracewalk.settings import Settings

__all__ = ["listed", "row_plan", "row_subject"]


def row_subject(row: Row, limits: Limits, repr_style: ReprStyle) -> Subject:
    """What a row records: its code with a `main` that makes the call."""
    program = row.program
    identity = row.identity(program, limits, repr_style)
    return Subject(identity, row.task_id, row.entry, row.input, program)


def row_plan(subject: Subject, path: str, *, exact: bool, settings: Settings) -> Plan:
    """The plan of a row that is shown under `path`, after its code ran unrecorded.

    Raises `RecordError` where it does not compile, raises or has no such entry.
    """
    return Plan(
        identity=subject.identity,
        name=subject.name,
        entry=subject.entry,
        input=subject.input,
        program=subject.program,
        scope={path: path}.get,
        source={path: subject.program.text}.get,
        call=_defined(subject.program.text, path, subject.entry, subject.identity.limits.seconds),
        exact=exact,
        settings=settings,
    )


def _defined(text: str, path: str, entry: str, seconds: float) -> Any:
    module = ModuleType("program")
    sys.modules["program"] = module
    try:
        code = compile(text, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, OverflowError, MemoryError, RecursionError) as fault:
        raise RecordError(f"the code with its call does not compile: {fault}") from None
    try:
        with deadline(seconds, "the code's own body"):
            exec(code, vars(module))  # noqa: S102
    except RecordError:
        raise
    except BaseException as fault:
        raise RecordError(f"the code's own body raised {fault!r}") from None
    _require_entry(entry, vars(module))
    return vars(module)["main"]


def _require_entry(entry: str, names: Mapping[str, object]) -> None:
    """Raises `RecordError` for a name that nothing has, so that the call can only be a NameError."""
    if not entry.isidentifier() or entry in names or hasattr(builtins, entry):
        return
    have = ", ".join(name for name, value in names.items() if isinstance(value, FunctionType) and name != "main")
    raise RecordError(f'its code has no function {entry!r}; it has: {have or "none"}; give "entry"')


@contextmanager
def listed(path: str, text: str) -> Iterator[None]:
    """Within it tracebacks and `inspect` find the text under that name."""
    linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)
    try:
        yield
    finally:
        linecache.cache.pop(path, None)
