"""Turns and state changes <-> Arrow: column by column, as a row at a time would take most of an import."""

from __future__ import annotations

from functools import cache
from itertools import accumulate
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from tracewalk.errors import UsageError
from tracewalk.frozen import frozen
from tracewalk.lake.given import plain_schema, where
from tracewalk.model import Image, Record, StateChange, ToolCall, Trajectory, Turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Self

__all__ = ["as_changes", "as_trajectory", "as_turns", "change_rows", "turn_rows"]

_REFUSED = (pa.ArrowException, OverflowError, UnicodeError, TypeError, ValueError, AttributeError)
"""What comes of a value that no column holds."""


def turn_rows(trajectory_id: str, turns: Sequence[Turn] | pa.Table) -> pa.Table:
    """Turns as a table without `trajectory_id`. Raises `UsageError` for a value that no column holds."""
    return _rows("turns", trajectory_id, turns)


def change_rows(trajectory_id: str, changes: Sequence[StateChange] | pa.Table) -> pa.Table:
    """State changes as a table without `trajectory_id`. Raises `UsageError` for a value that no column holds."""
    return _rows("state_changes", trajectory_id, changes)


@frozen
class _Columns:
    """Columns in a row, or fields of a struct; kept, as Arrow makes each of these objects anew when it is asked."""

    fields: list[pa.Field]
    kinds: list[_Kind]
    take: Callable[[object], tuple[Any, ...]]
    """All their values of one object."""

    @classmethod
    def of(cls, fields: Iterable[pa.Field]) -> Self:
        """Those of these fields."""
        found = list(fields)
        return cls(found, [_Kind.of(f.type) for f in found], attrgetter(*(f.name for f in found)))

    def values(self, given: Sequence[object]) -> Sequence[tuple[Any, ...]]:
        """The values of each."""
        return list(zip(*map(self.take, given), strict=True)) or [()] * len(self.fields)


@frozen
class _Kind:
    """A type, and of lists of structs what the structs hold."""

    type: pa.DataType
    parts: _Columns | None

    @classmethod
    def of(cls, kind: pa.DataType) -> Self:
        """That of a type."""
        structs = pa.types.is_list(kind) and pa.types.is_struct(kind.value_type)
        return cls(kind, _Columns.of(kind.value_type) if structs else None)


@cache
def _columns(table: str) -> tuple[_Columns, pa.Schema]:
    """Those of a table without the id."""
    schema = plain_schema(table)
    return _Columns.of(schema), schema


def _rows(table: str, trajectory_id: str, given: Sequence[object] | pa.Table) -> pa.Table:
    if isinstance(given, pa.Table):
        return given
    columns, schema = _columns(table)
    try:
        taken = columns.values(given)
    except AttributeError as fault:
        raise UsageError(f"{where(table, trajectory_id)}: {fault.name} cannot be kept: {fault}") from None
    arrays = []
    for field, kind, values in zip(columns.fields, columns.kinds, taken, strict=True):
        try:
            arrays.append(_array(values, kind))
        except _REFUSED as fault:
            raise UsageError(f"{where(table, trajectory_id)}: {field.name} cannot be kept: {fault}") from None
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(values: tuple[Any, ...], kind: _Kind) -> pa.Array:
    if kind.parts is None:
        return pa.nulls(len(values), kind.type) if values.count(None) == len(values) else pa.array(values, kind.type)
    flat = [one for many in values for one in many]
    columns = [_array(column, part) for column, part in zip(kind.parts.values(flat), kind.parts.kinds, strict=True)]
    offsets = np.fromiter(accumulate(map(len, values), initial=0), np.int32, len(values) + 1)
    structs = pa.StructArray.from_arrays(columns, fields=kind.parts.fields)
    return pa.ListArray.from_arrays(offsets, structs, type=kind.type)


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
