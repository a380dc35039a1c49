"""Steps of a trace as JSON columns, the shape that the stepper's index reads: numbers and pools of strings.

Columns rather than objects: 200,000 steps are 9 MB instead of 25, and parse five times faster
(`reference/streamlit.md`, section 2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tracewalk.model import EVENTS, File

__all__ = ["changes_columns", "steps_columns"]


def steps_columns(
    trace_id: str, steps: pa.Table, n_steps: int, files: Sequence[File], before: pa.Table | None = None
) -> dict[str, Any]:
    """The payload of `/api/traces/{id}/steps`.

    `steps` has the columns of `STEPS` without the id, ordered; `before` (schema: frame_id, step, line, changes) holds
    what was live before the first of them. Names, types and values are indexes into pools; -1 stands for none.
    """
    steps = steps.combine_chunks()
    pool = _Pools()
    value = pool.strings(steps["value"])
    columns: dict[str, Any] = {
        "trace_id": trace_id,
        "from": steps["step"][0].as_py() if len(steps) else 0,
        "to": steps["step"][-1].as_py() + 1 if len(steps) else 0,
        "n_steps": n_steps,
        "events": list(EVENTS),
        "event": _coded(steps["event"], EVENTS),
        "frame": _ints(steps["frame_id"]),
        "line": _ints(steps["line"]),
        "value": value,
        "frames": _frames(steps, files),
        "files": [{"path": f.path, "program_id": f.program_id} for f in files],
        "changes": pool.changes(steps["step"], steps["changes"]),
        "output": _output(steps),
    }
    if before is not None and len(before):
        columns["before"] = _before(before.combine_chunks(), pool)
    return columns | pool.lists()


def changes_columns(history: pa.Table) -> dict[str, Any]:
    """A variable's history (columns step, value, type, size, cut) as parallel arrays with the strings themselves."""
    return {name: history[name].to_pylist() for name in ("step", "value", "type", "size", "cut")}


class _Pools:
    """The pools of names, types and strings, shared by all columns of one payload."""

    def __init__(self) -> None:
        self._of: dict[str, dict[str, int]] = {"names": {}, "types": {}, "strings": {}}

    def lists(self) -> dict[str, list[str]]:
        return {name: list(pool) for name, pool in self._of.items()}

    def strings(self, column: pa.ChunkedArray | pa.Array) -> list[int]:
        return self._indexes(column, "strings")

    def changes(self, step: pa.ChunkedArray, changes: pa.ChunkedArray) -> dict[str, list[int]]:
        lists = _one(changes)
        flat = lists.flatten()
        steps = _one(step).take(pc.list_parent_indices(lists))
        return {
            "step": _ints(steps),
            "name": self._indexes(flat.field("name"), "names"),
            "value": self._indexes(flat.field("value"), "strings"),
            "type": self._indexes(flat.field("type"), "types"),
            "size": _ints(flat.field("size")),
            "cut": _ints(flat.field("cut").cast(pa.int8())),
        }

    def _indexes(self, column: pa.ChunkedArray | pa.Array, pool: str) -> list[int]:
        coded = _one(column).dictionary_encode()
        known = self._of[pool]
        places = [known.setdefault(text, len(known)) for text in coded.dictionary.to_pylist()]
        # The last place stands for null, which is the index -1.
        lookup = np.array([*places, -1], dtype=np.int32)
        indexes = pc.fill_null(coded.indices, len(places)).to_numpy(zero_copy_only=False)
        return list(lookup[indexes].tolist())


def _frames(steps: pa.Table, files: Sequence[File]) -> dict[str, list[Any]]:
    """One row a frame, in order of first appearance; callers that ran before the window are listed without a file."""
    ids = _one(steps["frame_id"]).to_numpy()
    found, first = np.unique(ids, return_index=True)
    rows = steps.select(["frame_id", "caller", "depth", "thread", "func", "program_id"]).take(pa.array(first))
    place: Mapping[str, int] = {f.program_id: i for i, f in reversed(list(enumerate(files)))}
    return {
        "id": found.tolist(),
        "caller": _ints(rows["caller"]),
        "depth": _ints(rows["depth"]),
        "thread": _ints(rows["thread"]),
        "func": rows["func"].to_pylist(),
        "file": [place.get(program, -1) for program in rows["program_id"].to_pylist()],
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


def _before(before: pa.Table, pool: _Pools) -> dict[str, Any]:
    """What was live before a window: the frames, the line each stands on, the last change of each of their names."""
    changes = pool.changes(before["step"], before["changes"])
    frames = _one(before["frame_id"]).take(pc.list_parent_indices(_one(before["changes"])))
    ids = before["frame_id"].to_pylist()
    lines = dict(zip(ids, before["line"].to_pylist(), strict=True))
    return {"frame": list(lines), "line": lines, "changes": {"frame": _ints(frames)} | changes}


def _coded(column: pa.ChunkedArray, words: Sequence[str]) -> list[int]:
    return _ints(pc.index_in(_one(column), value_set=pa.array(words)))


def _ints(column: pa.ChunkedArray | pa.Array) -> list[int]:
    """A number column as a list; null is -1."""
    return list(pc.fill_null(_one(column), -1).to_numpy(zero_copy_only=False).tolist())


def _one(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """A column as one array without dictionary."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return array.dictionary_decode() if pa.types.is_dictionary(array.type) else array
