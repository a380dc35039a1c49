"""The ways in for a file: one function of it, or the whole file as a script. Both run code with the user's rights."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tracewalk.recorder.called import entry_call, script_call
from tracewalk.recorder.keep import keep
from tracewalk.recorder.options import Options
from tracewalk.recorder.run import Plan, Recorded, kept_runs, whole
from tracewalk.recorder.scope import Scope, package_root
from tracewalk.recorder.source_file import SourceFile, require_file
from tracewalk.recorder.subject import Subject
from tracewalk.settings import load

if TYPE_CHECKING:
    from tracewalk.lake import Lake

__all__ = ["record_file", "record_script"]

_DEFAULT = Options()


def record_file(
    path: Path,
    *,
    entry: str,
    lake: Lake,
    input: str = "",  # noqa: A002
    options: Options = _DEFAULT,
) -> Recorded:
    """Records `entry(input)` of a Python file, e.g. `entry="sort", input="[3, 1, 2], key=None"`.

    The module's body runs first and unrecorded, as does the evaluation of `input` in its namespace; what they print
    goes to stderr. `entry` may be dotted (`Class.method`). Raises `RecordError` where the file does not compile or
    import, has no such entry, or `input` cannot be evaluated or does not fit the entry's signature; what the entry
    itself raises is in the trace.
    """
    file = _file(path, package_root(path), options)
    subject = file.entry(entry, input)
    if (there := whole(kept_runs(lake, subject.trace_id))) and not options.again:
        return Recorded(there, "kept")
    seconds = subject.identity.limits.seconds
    with entry_call(path, file.text, entry=entry, given=input, scope=file.scope, seconds=seconds) as call:
        return _keep(file, subject, call, lake)


def record_script(
    path: Path, argv: Sequence[str] = (), *, lake: Lake, stdin: str | None = None, options: Options = _DEFAULT
) -> Recorded:
    """Records a Python file run as a script: as `__main__`, with `argv`, its own modules recorded too.

    `stdin` is the text that it reads (part of its input; None: this process's own stdin, which is not). `sys.exit()`
    and `sys.exit(0)` end it like a return, any other code is the exception `SystemExit(code)`. Threads that it left
    running are waited for. Raises `RecordError` where the file does not compile. A program that calls `os._exit` ends
    this process, and its trace is lost.
    """
    file = _file(path, path.resolve().parent, options)
    subject = file.script(shlex.join(argv) if stdin is None else f"{shlex.join(argv)} <<< {stdin!r}".lstrip())
    if (there := whole(kept_runs(lake, subject.trace_id))) and not options.again:
        return Recorded(there, "kept")
    with script_call(path, file.text, argv, scope=file.scope, stdin=stdin) as call:
        return _keep(file, subject, call, lake)


def _file(path: Path, root: Path, options: Options) -> SourceFile:
    require_file(path)
    return SourceFile(path, Scope(options.root or root, max_files=load().max_files), options)


def _keep(file: SourceFile, subject: Subject, call: Callable[[], object], lake: Lake) -> Recorded:
    """Runs `call` and keeps its trace."""
    plan = Plan(
        identity=subject.identity,
        name=subject.name,
        entry=subject.entry,
        input=subject.input,
        program=subject.program,
        scope=file.scope,
        source=file.scope.text,
        call=call,
        exact=file.options.exact,
        echo=file.options.echo,
    )
    recorded = keep(plan, lake, again=file.options.again)
    return replace(recorded, left_out=tuple(sorted(file.scope.left_out)))
