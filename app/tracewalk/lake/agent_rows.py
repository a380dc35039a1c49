"""Turns and state changes <-> Arrow: column by column, as a row at a time would take most of an import."""

from __future__ import annotations

from itertools import accumulate
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from tracewalk.errors import UsageError
from tracewalk.lake.given import where
from tracewalk.model import TABLES, Image, Record, StateChange, ToolCall, Trajectory, Turn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["as_changes", "as_trajectory", "as_turns", "change_rows", "turn_rows"]

_REFUSED = (pa.ArrowException, OverflowError, UnicodeError, TypeError, ValueError, AttributeError)
"""What comes of a value that no column holds."""


def turn_rows(trajectory_id: str, turns: Sequence[Turn] | pa.Table) -> pa.Table:
    """Turns as a table without `trajectory_id`. Raises `UsageError` for a value that no column holds."""
    return _rows("turns", trajectory_id, turns)


def change_rows(trajectory_id: str, changes: Sequence[StateChange] | pa.Table) -> pa.Table:
    """State changes as a table without `trajectory_id`. Raises `UsageError` for a value that no column holds."""
    return _rows("state_changes", trajectory_id, changes)


def _rows(table: str, trajectory_id: str, given: Sequence[object] | pa.Table) -> pa.Table:
    if isinstance(given, pa.Table):
        return given
    fields = [f for f in TABLES[table].schema if f.name != "trajectory_id"]
    arrays = []
    for field in fields:
        try:
            arrays.append(_array(list(map(attrgetter(field.name), given)), field.type))
        except _REFUSED as fault:
            raise UsageError(f"{where(table, trajectory_id)}: {field.name} cannot be kept: {fault}") from None
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def _array(values: list[Any], kind: pa.DataType) -> pa.Array:
    if not (pa.types.is_list(kind) and pa.types.is_struct(kind.value_type)):
        return pa.array(values, kind)
    flat = [one for many in values for one in many]
    fields = list(kind.value_type)
    columns = [pa.array(list(map(attrgetter(f.name), flat)), f.type) for f in fields]
    offsets = np.fromiter(accumulate(map(len, values), initial=0), np.int32, len(values) + 1)
    return pa.ListArray.from_arrays(offsets, pa.StructArray.from_arrays(columns, fields=fields), type=kind)


def as_trajectory(row: Mapping[str, Any]) -> Trajectory:
    """A trajectory from its row of the `trajectories` table."""
    return Trajectory(**{**row, "tools": tuple(row["tools"] or ()), "notes": tuple(row["notes"] or ())})


def as_turns(rows: pa.Table) -> list[Turn]:
    """Turns from rows of the `turns` table, with or without `trajectory_id`."""
    return [Turn(**_own(row) | _lists(row)) for row in rows.to_pylist()]


def _lists(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "calls": tuple(ToolCall(**call) for call in row["calls"]),
        "images": tuple(Image(**image) for image in row["images"]),
        "traces": tuple(row["traces"]),
        "records": tuple(Record(**record) for record in row["records"]),
    }


def as_changes(rows: pa.Table) -> list[StateChange]:
    """State changes from rows of the `state_changes` table, with or without `trajectory_id`."""
    lists = ("tests_passed", "tests_failed")
    return [StateChange(**_own(row) | {name: tuple(row[name]) for name in lists}) for row in rows.to_pylist()]


def _own(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "trajectory_id"}
