"""A healthy repository -> tasks: mutations that its tests notice, written as a file of tasks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from tracewalk.errors import RecordError
from tracewalk.forage.judge import Judge
from tracewalk.forage.mutate import Mutation, mutations, shuffled
from tracewalk.forage.repository import Repository
from tracewalk.forage.task import Hints, Task

__all__ = ["broken_by", "toml_of"]

_NAMED = 5
"""Failing tests that a task's text names."""


def broken_by(
    repository: Repository, judge: Judge, *, seed: int, tried: Callable[[int, int], None] = lambda _n, _all: None
) -> Iterator[Task]:
    """Tasks, each of another mutation, in an order that the seed decides; mutations that no test notices are no tasks.

    Raises `RecordError` where the repository is not healthy to begin with, `UsageError` without Cosmic Ray.
    """
    run = judge.tests(repository)
    if run is None or run.exit_code != 0 or not run.named("passed"):
        which = ", ".join(run.named("failed", "error")[:_NAMED]) if run else "pytest did not run"
        raise RecordError(
            f"the repository {repository.name} is not healthy: {which or 'no test passes'}. Its tests must pass by "
            "`python -m pytest` in its folder, in a sandbox without a network."
        )
    found = shuffled(mutations(repository), seed)
    for number, mutation in enumerate(found, start=1):
        tried(number, len(found))
        came = judge.tests(repository.with_texts({mutation.path: mutation.text}))
        outcomes = came.tests if came else {}
        failing = [name for name in run.named("passed") if outcomes.get(name) in {"failed", "error"}]
        if failing:
            yield _task(repository, mutation, failing)


def _task(repository: Repository, mutation: Mutation, failing: list[str]) -> Task:
    named = "\n".join(f"    {name}" for name in failing[:_NAMED])
    more = f"\nand {len(failing) - _NAMED} more" if len(failing) > _NAMED else ""
    operator = mutation.operator.rpartition("/")[2]
    return Task(
        id=f"{repository.name}-{operator}-{mutation.path.replace('/', '.').removesuffix('.py')}-{mutation.occurrence}",
        kind="mutate-fix",
        healthy=repository,
        text=f"These tests fail since a line was changed:\n\n{named}{more}",
        changes=(mutation.change,),
        operator=mutation.operator,
        hints=replace(Hints(), test=failing[0].partition("[")[0]),
        scripts=("direct",),
    )


def toml_of(tasks: Iterable[Task], folder: str) -> Iterator[str]:
    """The tasks as `read_tasks` reads them; `folder` is the repository's, as seen from the file."""
    for task in tasks:
        (change,) = task.changes
        rows = {
            "id": task.id,
            "kind": task.kind,
            "repository": folder,
            "operator": task.operator,
            "scripts": list(task.scripts),
            "text": task.text,
        }
        place = {"path": change.path, "healthy": change.healthy, "broken": change.broken}
        yield "\n".join(
            [
                "[[task]]",
                *(f"{name} = {_value(value)}" for name, value in rows.items()),
                "\n[[task.change]]",
                *(f"{name} = {_value(value)}" for name, value in place.items()),
                "\n[task.hints]",
                f"test = {_value(task.hints.test)}\n\n",
            ]
        )


def _value(value: object) -> str:
    """As TOML, whose texts are JSON's but for one character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
