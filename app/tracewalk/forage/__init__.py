"""Breaks repositories, lets an agent repair them in the sandbox, and keeps what it did: CWM's ForagerAgent.

    tasks = read_tasks(folder("sample_data") / "repositories" / "tasks.toml", lake.settings)
    asyncio.run(forage([(tasks[0], by_script("direct"))], lake, limits=limits_of(lake)))

A task is a healthy repository with what was broken in it: one line, by a mutation, or what an issue tells of. An agent
has CWM's four tools (bash, edit, create, submit). Its turns are said by a script, which says that it is one, or by a
model. All commands run in `tracewalk.sandbox`, and each run of pytest among them is recorded as execution traces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracewalk.lazy import on_first_use

if TYPE_CHECKING:
    from tracewalk.forage.asked import Asked
    from tracewalk.forage.episode import Limits
    from tracewalk.forage.mutate import Mutation, mutations
    from tracewalk.forage.repository import Repository, read_repository
    from tracewalk.forage.run import Foraged, by_script, forage, limits_of
    from tracewalk.forage.task import Task, read_tasks

__all__ = [
    "Asked",
    "Foraged",
    "Limits",
    "Mutation",
    "Repository",
    "Task",
    "by_script",
    "forage",
    "limits_of",
    "mutations",
    "read_repository",
    "read_tasks",
]

# On first use: what only lists tasks loads neither the recorder nor Cosmic Ray.
__getattr__ = on_first_use(
    __name__,
    {
        "Asked": "asked",
        "Foraged": "run",
        "Limits": "episode",
        "Mutation": "mutate",
        "Repository": "repository",
        "Task": "task",
        "by_script": "run",
        "forage": "run",
        "limits_of": "run",
        "mutations": "mutate",
        "read_repository": "repository",
        "read_tasks": "task",
    },
)
