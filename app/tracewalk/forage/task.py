"""What an agent is to repair: a healthy repository, what was broken in it, and what the agent is told."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from tracewalk.errors import NotFound, UsageError
from tracewalk.forage.repository import Repository, is_test, read_repository
from tracewalk.settings import Settings

__all__ = ["KINDS", "Attempt", "Change", "Hints", "Task", "read_tasks"]

KINDS = ("mutate-fix", "issue-fix")
"""As in CWM's ForagerAgent: one line was mutated; or the state before an issue was solved, with its text."""


_Kind = TypeVar("_Kind", "Change", "Attempt")


@dataclass(frozen=True)
class Change:
    """One place of one file: as it is in the healthy repository, and as it was broken."""

    path: str
    healthy: str
    """Whole lines, which stand once in the file."""
    broken: str
    """The lines in their place."""
    why: str = ""
    """What a scripted agent thinks when it undoes it."""


@dataclass(frozen=True)
class Attempt:
    """Lines of the broken repository that a scripted agent replaces by others, without use."""

    path: str
    old: str
    new: str
    why: str = ""


@dataclass(frozen=True)
class Hints:
    """What a scripted agent knows; a model is never told."""

    test: str = ""
    """The tests that it runs first; empty: all."""
    search: str = ""
    """What it greps for."""
    read: tuple[str, ...] = ()
    """Files that it looks at."""
    symptom: str = ""
    cause: str = ""
    probe: str = ""
    """A small program that shows the fault."""
    wrong: tuple[Attempt, ...] = ()
    """A repair that does not do."""


@dataclass(frozen=True)
class Task:
    """One task."""

    id: str
    kind: str
    healthy: Repository
    text: str
    """What the agent is told."""
    changes: tuple[Change, ...]
    operator: str | None = None
    """Of a mutation: the name of the operator that made it."""
    hints: Hints = Hints()
    scripts: tuple[str, ...] = ()
    """Names of the scripts that are run on it."""

    @property
    def broken(self) -> Repository:
        """The repository as the agent finds it."""
        texts: dict[str, str] = {}
        for change in self.changes:
            text = texts.get(change.path) or self.healthy.text(change.path)
            texts[change.path] = _once(text, change.healthy, change.broken, f"{self.id}: {change.path}")
        return self.healthy.with_texts(texts)

    @property
    def repair(self) -> tuple[Change, ...]:
        """The changes that undo the breaking, where they are not in tests."""
        return tuple(change for change in self.changes if not is_test(change.path))


def _once(text: str, old: str, new: str, where: str) -> str:
    if (n := text.count(old)) != 1:
        raise UsageError(f"{where}: what is to be broken must stand there once, and it stands there {n} times: {old!r}")
    return text.replace(old, new)


def read_tasks(file: Path, settings: Settings) -> list[Task]:
    """The tasks of a TOML file, whose repositories are folders beside it.

    Raises `NotFound`, `UsageError` with the place that is off.
    """
    try:
        given = tomllib.loads(file.read_text("utf-8")).get("task", [])
    except OSError as fault:
        raise NotFound(f"{file} cannot be read: {fault.strerror}") from None
    except ValueError as fault:
        raise UsageError(f"{file} is no TOML: {fault}") from None
    if not isinstance(given, list) or not given:
        raise UsageError(f"{file} has no tasks; each is a table [[task]] with id, kind, repository, text and changes.")
    repositories: dict[str, Repository] = {}
    tasks: list[Task] = []
    for number, table in enumerate(given, start=1):
        where = f"{file.name}, task {number}"
        name = _text(table, "repository", where)
        if name not in repositories:
            repositories[name] = read_repository(file.parent / name, settings)
        tasks.append(_task(table, repositories[name], where))
    twice = {task.id for task in tasks if sum(other.id == task.id for other in tasks) > 1}
    if twice:
        raise UsageError(f"{file.name}: two tasks are called {', '.join(sorted(twice))}; rename one.")
    return tasks


def _task(table: Mapping[str, Any], repository: Repository, where: str) -> Task:
    kind = _text(table, "kind", where)
    if kind not in KINDS:
        raise UsageError(f"{where}: kind {kind!r} is none of {', '.join(KINDS)}")
    task = Task(
        id=_text(table, "id", where),
        kind=kind,
        healthy=repository,
        text=_text(table, "text", where).strip(),
        changes=_tables(table.get("change"), Change, where),
        operator=table.get("operator"),
        hints=_hints(table.get("hints") or {}, where),
        scripts=tuple(table.get("scripts") or ()),
    )
    if not task.repair:
        raise UsageError(f"{where}: it needs [[task.change]] with path, healthy and broken, one of them in no test")
    for change in task.repair:
        if not change.broken.strip() or task.broken.text(change.path).count(change.broken) != 1:
            raise UsageError(f"{where}: `broken` must be lines that stand once in {change.path}: {change.broken!r}")
    return task


def _tables(given: Any, kind: type[_Kind], where: str) -> tuple[_Kind, ...]:
    """Tables whose values are texts; `why` may be missing."""
    known = {field.name for field in fields(kind)}
    needed = ", ".join(field.name for field in fields(kind) if field.name != "why")
    if not isinstance(given, list):
        raise UsageError(f"{where}: it needs tables with {needed}")
    for one in given:
        if not isinstance(one, dict) or not known - {"why"} <= one.keys() <= known:
            raise UsageError(f"{where}: a table here has {needed}, and may have why; this is {one!r}")
        if not all(isinstance(value, str) for value in one.values()):
            raise UsageError(f"{where}: {needed} and why are texts; this is {one!r}")
    return tuple(kind(**one) for one in given)


def _hints(given: Mapping[str, Any], where: str) -> Hints:
    known = {field.name for field in fields(Hints)}
    if unknown := given.keys() - known:
        raise UsageError(f"{where}: unknown hints {', '.join(sorted(unknown))}; there are: {', '.join(sorted(known))}")
    return Hints(
        **{name: value for name, value in given.items() if isinstance(value, str)},
        read=tuple(given.get("read", ())),
        wrong=_tables(given["wrong"], Attempt, where) if "wrong" in given else (),
    )


def _text(table: Mapping[str, Any], name: str, where: str) -> str:
    value = table.get(name)
    if not isinstance(value, str) or not value.strip():
        raise UsageError(f"{where}: it needs a text {name}")
    return value
