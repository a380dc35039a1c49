"""Which trace of the lake a row of a file is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracewalk.errors import NotFound
from tracewalk.model import dataset_main, program_id
from tracewalk.predict.elsewhere import Row

if TYPE_CHECKING:
    from tracewalk.lake import Lake

__all__ = ["Joined"]


class Joined:
    """The tasks of a dataset, or of all. Raises `NotFound` for a dataset that the lake does not have."""

    def __init__(self, lake: Lake, dataset: str | None) -> None:
        self._lake = lake
        found = lake.query("predict/tasks", {"dataset": dataset}).to_pydict()
        if dataset is not None and not found["task_id"]:
            raise NotFound(
                f"no dataset {dataset!r} in {lake.path}; record it first, the predictions are about its traces"
            )
        pairs = zip(found["trace_id"], found["n"], strict=True)
        self._tasks: dict[str, tuple[str, int]] = dict(zip(found["task_id"], pairs, strict=True))

    def trace_of(self, row: Row) -> str:
        """The id of the trace, which the lake has. Raises `NotFound`, which says why there is none."""
        if row.trace_id is not None:
            if not self._lake.has(row.trace_id):
                self._lake.trace(row.trace_id)  # says which ids are near
            return row.trace_id
        trace_id, n = self._tasks.get(row.task_id or "", ("", 0))
        if n == 1:
            return trace_id
        if row.program is not None and (found := self._of_program(*row.program)):
            return found
        if n:
            raise NotFound(f"task {row.task_id!r} has {n} traces; name its --dataset, or give trace_id")
        what = f"task {row.task_id[:60]!r}" if row.task_id else "this code with this input"
        raise NotFound(f"the lake has no trace of {what}")

    def _of_program(self, code: str, call: str) -> str | None:
        program = program_id(code + dataset_main("f", call))
        found = self._lake.query("predict/of_program", {"program_id": program})["trace_id"]
        return str(found[0]) if len(found) else None
