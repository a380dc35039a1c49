"""Steps of a trace as JSON columns, the shape that the stepper's index reads: numbers and pools of strings.

Columns rather than objects: 200,000 steps are 9 MB instead of 25, and parse five times faster
(`reference/streamlit.md`, section 2).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tracewalk.model import EVENTS, File
from tracewalk.web.before import Before
from tracewalk.web.columns import Pools, coded, ints, one

__all__ = ["changes_columns", "steps_columns"]


def steps_columns(
    trace_id: str, steps: pa.Table, n_steps: int, files: Sequence[File], earlier: Before | None = None
) -> dict[str, Any]:
    """The payload of `/api/traces/{id}/steps`.

    `steps` has the columns of `STEPS` without the id, ordered; `earlier` is what was live before the first of them.
    Names, types and values are indexes into pools; -1 stands for none.
    """
    steps = steps.combine_chunks()
    pool = Pools()
    value = pool.strings(steps["value"])
    columns: dict[str, Any] = {
        "trace_id": trace_id,
        "from": steps["step"][0].as_py() if len(steps) else 0,
        "to": steps["step"][-1].as_py() + 1 if len(steps) else 0,
        "n_steps": n_steps,
        "events": list(EVENTS),
        "event": coded(steps["event"], EVENTS),
        "frame": ints(steps["frame_id"]),
        "line": ints(steps["line"]),
        "value": value,
        "frames": _frames(steps, files, earlier or Before()),
        "files": [{"path": f.path, "program_id": f.program_id} for f in files],
        "changes": pool.changes(steps["step"], steps["changes"]),
        "output": _output(steps),
    }
    if earlier is not None:
        columns["before"] = _before(earlier, pool)
    return columns | pool.lists()


def changes_columns(history: pa.Table) -> dict[str, Any]:
    """A variable's history (columns step, value, type, size, cut) as parallel arrays with the strings themselves."""
    return {name: history[name].to_pylist() for name in ("step", "value", "type", "size", "cut")}


def _frames(steps: pa.Table, files: Sequence[File], earlier: Before) -> dict[str, list[Any]]:
    """One row a frame: those that run in these steps, and those further up the stacks."""
    found, first = np.unique(one(steps["frame_id"]).to_numpy(), return_index=True)
    rows = steps.select(["caller", "depth", "thread", "func", "program_id"]).take(pa.array(first))
    above = [frame for frame_id, frame in earlier.frames.items() if frame_id not in set(found.tolist())]
    ids = [frame.frame_id for frame in above]
    place = {f.program_id: i for i, f in reversed(list(enumerate(files)))}
    programs = rows["program_id"].to_pylist() + [frame.program_id for frame in above]
    return {
        "id": found.tolist() + ids,
        "caller": ints(rows["caller"]) + [earlier.callers.get(i, -1) for i in ids],
        "depth": ints(rows["depth"]) + [frame.depth for frame in above],
        "thread": ints(rows["thread"]) + [earlier.threads[i] for i in ids],
        "func": rows["func"].to_pylist() + [frame.func for frame in above],
        "file": [place.get(program, -1) for program in programs],
    }


def _output(steps: pa.Table) -> dict[str, list[Any]]:
    rows: list[tuple[int, int, str]] = []
    for stream, name in enumerate(("stdout", "stderr")):
        printed = steps.select(["step", name]).filter(pc.is_valid(steps[name]))
        rows += [
            (step, stream, text)
            for step, text in zip(printed["step"].to_pylist(), printed[name].to_pylist(), strict=True)
        ]
    rows.sort(key=lambda row: row[:2])
    return {"step": [r[0] for r in rows], "stream": [r[1] for r in rows], "text": [r[2] for r in rows]}


def _before(earlier: Before, pool: Pools) -> dict[str, Any]:
    """The frames that began before a window, the line each stood on, the last change of each of their names."""
    lines = {frame_id: frame.line for frame_id, frame in earlier.frames.items()}
    changes: dict[str, list[int]] = {name: [] for name in ("frame", "step", "name", "value", "type", "size", "cut")}
    if earlier.variables is not None:
        ordered = earlier.variables.sort_by("step")
        changes = {"frame": ints(ordered["frame_id"]), "step": ints(ordered["step"])} | pool.values(ordered)
    return {"frame": list(lines), "line": lines, "changes": changes}
