"""What those who watch an import are told of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tracewalk.importers import Imported, closing_rows, closing_words
from tracewalk.links import TrajectoryFocus
from tracewalk.sql import statement
from tracewalk.web.context import current
from tracewalk.web.imports.jobs import Import

__all__ = ["told"]

_FAULTS = 100
"""Faults that are told by their words."""
_RUNS = 12
"""Runs that are named."""


def told(one: Import) -> dict[str, Any]:
    """The state, how far it is, and, when it is over, the closing table."""
    return {
        "import": one.import_id,
        "state": one.state,
        "files": one.received.n_files,
        "bytes": one.received.n_bytes,
        "done": one.done,
        "total": one.total,
        "file": one.file,
        "error": one.error,
        "result": _result(one, one.result) if one.over and one.result is not None else None,
    }


def _result(one: Import, done: Imported) -> dict[str, Any]:
    def plain(text: str) -> str:
        """Without the folder of the lake, of which the visitor knows nothing."""
        return text.replace(f"{one.folder}/", "")

    return {
        "words": closing_words(done),
        "table": [[what, n, plain(more)] for what, n, more in closing_rows(done)],
        "notes": [[n, note] for note, n in done.notes.items()],
        "faults": [plain(str(fault)) for fault in done.faults[:_FAULTS]],
        "n_faults": len(done.faults),
        "runs": _runs(str(one.folder)) if done.n_trajectories else [],
        "n_runs": sum(n for word, n in done.counts.items() if word != "kept"),
    }


def _runs(folder: str) -> Sequence[dict[str, Any]]:
    """Some of the runs that came of these files, the longest first."""
    found = current().lake.cursor().sql(statement("runs/imported"), params={"folder": f"{folder}/", "most": _RUNS})
    rows: list[dict[str, Any]] = found.to_arrow_table().to_pylist()
    return [row | {"link": TrajectoryFocus(row["trajectory_id"]).url()} for row in rows]
