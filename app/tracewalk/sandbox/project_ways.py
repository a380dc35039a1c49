"""Inside: the ways in for a file of a project, from its copy to a plan that can be run here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tracewalk.errors import RecordError
from tracewalk.recorder.called import entry_call, script_call
from tracewalk.recorder.run import Plan
from tracewalk.sandbox.folder_copy import lay_out
from tracewalk.sandbox.project import CopiedScope, Project

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracewalk.sandbox.order import Order
    from tracewalk.settings import Settings

__all__ = ["at_home", "entry", "script"]


@contextmanager
def at_home(project: Project) -> Iterator[None]:
    """Within it the copy lies in its folder, and this process works where it would outside. Raises `RecordError`."""
    try:
        lay_out(project.entries, project.folder)
        os.chdir(project.cwd if Path(project.cwd).is_dir() else project.folder)
    except OSError as fault:
        raise RecordError(f"the copy of {project.folder} cannot be laid out in the sandbox: {fault}") from None
    yield


@contextmanager
def entry(order: Order, settings: Settings) -> Iterator[Plan]:
    """A function of a file: the file is imported unrecorded, then the call is made."""
    project = Project.of(order.project)
    scope = project.scope(max_files=settings.max_files)
    subject = order.subject
    with (
        at_home(project),
        entry_call(
            Path(order.path),
            subject.program.text,
            entry=subject.entry,
            given=subject.input,
            scope=scope,
            seconds=subject.identity.limits.seconds,
        ) as call,
    ):
        yield _plan(order, scope, call, settings)


@contextmanager
def script(order: Order, settings: Settings) -> Iterator[Plan]:
    """A file as a script."""
    project = Project.of(order.project)
    scope = project.scope(max_files=settings.max_files)
    with (
        at_home(project),
        script_call(Path(order.path), order.subject.program.text, project.words, scope=scope) as call,
    ):
        yield _plan(order, scope, call, settings)


def _plan(order: Order, scope: CopiedScope, call: Callable[[], object], settings: Settings) -> Plan:
    subject = order.subject
    return Plan(
        identity=subject.identity,
        name=subject.name,
        entry=subject.entry,
        input=subject.input,
        program=subject.program,
        scope=scope,
        source=scope.text,
        call=call,
        exact=order.exact,
        settings=settings,
    )
