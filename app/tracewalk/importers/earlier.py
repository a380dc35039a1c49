"""What a lake says of runs that it has already, by the row group: one import asks for thousands of neighbours."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from tracewalk.errors import NotFound

if TYPE_CHECKING:
    from tracewalk.lake import Lake

__all__ = ["SAID_BESIDE", "Earlier"]

SAID_BESIDE = ("outcome", "outcome_from", "score", "scores", "exit_status", "patch", "patch_method", "dataset")
"""What may come of a sidecar; where an import comes without one, what an earlier one joined stays."""

_COLUMNS = ("trajectory_id", "n_turns", "importer", "source_file", *SAID_BESIDE)
_GROUPS = 8
"""Row groups held."""


class Earlier:
    """The runs of a lake, some columns of each."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._starts: dict[Path, list[int]] = {}
        """First rows of the row groups of a shard, and the row after the last one."""
        self._groups: OrderedDict[tuple[Path, int], pa.Table] = OrderedDict()

    def of(self, trajectory_id: str) -> dict[str, Any] | None:
        """The columns of a run as the lake has it, or None."""
        place = self._lake.catalog.trajectory(trajectory_id)
        if place is None:
            return None
        try:
            found = self._row(self._lake.path / place.path, place.row)
            if found["trajectory_id"] == trajectory_id:
                return found
        except (OSError, pa.ArrowException, IndexError):  # the shard was replaced meanwhile
            pass
        try:
            row = self._lake.trajectory(trajectory_id).row()
        except NotFound:
            return None
        return {name: row[name] for name in _COLUMNS}

    def _row(self, path: Path, row: int) -> dict[str, Any]:
        starts = self._starts.get(path)
        if starts is None:
            about = pq.read_metadata(path)
            sizes = [about.row_group(n).num_rows for n in range(about.num_row_groups)]
            starts = self._starts[path] = list(accumulate(sizes, initial=0))
        group = bisect_right(starts, row) - 1
        held = self._groups.get((path, group))
        if held is None:
            held = self._groups[path, group] = pq.ParquetFile(path).read_row_group(group, columns=list(_COLUMNS))
            if len(self._groups) > _GROUPS:
                self._groups.popitem(last=False)
        at = row - starts[group]
        return {name: held.column(name)[at].as_py() for name in _COLUMNS}
