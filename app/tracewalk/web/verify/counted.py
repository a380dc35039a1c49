"""What the checks of one way come to: candidates as they were judged, tasks, figures; kept until the lake changes."""

from __future__ import annotations

from functools import cached_property, lru_cache
from threading import Lock
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tracewalk.frozen import frozen
from tracewalk.lake import Lake
from tracewalk.links import Verify
from tracewalk.sql import statement
from tracewalk.verify import Figures
from tracewalk.verify.figures import Group, figures_of_tasks, judged, tasks_of
from tracewalk.web.verify.ways import Way, ways

__all__ = ["Counted", "Listed", "counted", "known_ways"]


@frozen
class Listed:
    """A page of the problems."""

    rows: list[dict[str, Any]]
    total: int
    """Problems that match, on all pages."""
    first: int
    """The number of the first row, from 1."""
    before: str | None
    """The task after which the page before begins; None: it is the first."""
    following: str | None
    """The task after which the next page begins; None: there is none."""


class Counted:
    """Of one way; safe to share between threads, which only read."""

    def __init__(self, lake: Lake, group: Group) -> None:
        self.group = group
        self._lake = lake
        self.candidates = judged(lake.cursor(), group)
        self.tasks = tasks_of(lake.cursor(), self.candidates)
        self._lock = Lock()

    @cached_property
    def figures(self) -> Figures:
        """With their intervals."""
        with self._lock:
            return figures_of_tasks(self.tasks)

    def page(self, asked: Verify, rows: int) -> Listed:
        """At most so many problems that match."""
        found = self._rows(asked, rows + 1, after=asked.after)
        if not found:
            return Listed([], 0, 1, None, None)
        first = found[0]["number"]
        before = self._rows(asked, 1, number=first - 1 - rows) if first - 1 > rows else []
        following = found[rows - 1]["task_id"] if len(found) > rows else None
        return Listed(found[:rows], found[0]["total"], first, before[0]["task_id"] if before else None, following)

    def place(self, asked: Verify) -> dict[str, Any] | None:
        """The row of the problem that is open, with those before and behind it in the list; None where it is none."""
        listed = self._rows(asked, 1, task=asked.task)
        return next(iter(listed or self._rows(Verify(), 1, task=asked.task)), None)

    def of_task(self, task_id: str) -> pa.Table:
        """The candidates of one problem, as they were judged."""
        return self.candidates.filter(pc.equal(self.candidates["task_id"], task_id))

    def _rows(
        self, asked: Verify, rows: int, *, after: str | None = None, task: str | None = None, number: int | None = None
    ) -> list[dict[str, Any]]:
        given = {"show": asked.show, "text": asked.text, "sort": asked.sort, "rows": rows}
        place = {"after": after, "task": task, "number": number}
        cursor = self._lake.cursor()
        cursor.register("tasks", self.tasks)
        try:
            found = cursor.sql(statement("verified/page"), params=given | place).to_arrow_table()
        finally:
            cursor.unregister("tasks")
        rows_of: list[dict[str, Any]] = found.to_pylist()
        return rows_of


@lru_cache(4)
def _counted(lake: Lake, _version: int, group: Group) -> Counted:
    return Counted(lake, group)


@lru_cache(4)
def _ways(lake: Lake, _version: int) -> list[Way]:
    return ways(lake)


def counted(lake: Lake, group: Group) -> Counted:
    """What the checks of a group come to, as of now."""
    return _counted(lake, lake.version, group)


def known_ways(lake: Lake) -> list[Way]:
    """All ways of a lake, as of now; nobody may change the list."""
    return _ways(lake, lake.version)
