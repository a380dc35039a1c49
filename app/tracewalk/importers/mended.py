"""An agent's run of which something cannot be kept as it is -> one that can: by the types of the lake's columns."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import fields, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

import pyarrow as pa

from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.given import float_of, int_of, text_of
from tracewalk.model import STATE_CHANGES, TRAJECTORIES, TURNS, Image, Record, StateChange, ToolCall, Trajectory, Turn

__all__ = ["mended", "mended_facts"]

_PARTS: dict[str, type[Any]] = {"calls": ToolCall, "images": Image, "records": Record}
_TEXT, _WHOLE = pa.string(), (pa.int32(), pa.int64())
_NEVER_NONE = {"tool", "arguments", "source", "kind", "name", "how", "method", "pointer", "digest", "source_file"}


def mended(run: AgentRun) -> AgentRun:
    """The run with every value as its column can hold it, None where it cannot; turns and changes numbered from 0."""
    turns = [replace(_fit(turn, Turn, TURNS), turn=number) for number, turn in enumerate(run.turns)]
    changes = [replace(_fit(one, StateChange, STATE_CHANGES), number=n) for n, one in enumerate(run.changes)]
    notes = {**run.notes, "runs with values that no column holds, left out": 1}
    return replace(run, trajectory=mended_facts(run.trajectory), turns=turns, changes=changes, notes=notes)


def mended_facts(trajectory: Trajectory) -> Trajectory:
    """A trajectory with every value as its column can hold it."""
    wrong: dict[str, Any] = {}
    for name, kind in _facts():
        value = getattr(trajectory, name)
        if value is None or (isinstance(value, str) and value.isascii() and kind == _TEXT):
            continue
        if value.__class__ is int and kind in _WHOLE and -(1 << 31) <= value < 1 << 31:
            continue
        if (fits := _value(value, kind, name)) != value:
            wrong[name] = fits
    return replace(trajectory, **wrong) if wrong else trajectory


@cache
def _facts() -> list[tuple[str, pa.DataType]]:
    """Those of a trajectory, without the hash of its schema, which takes as long as all its values."""
    return _kinds(Trajectory, TRAJECTORIES)


@cache
def _kinds(kind: Hashable, schema: pa.Schema) -> list[tuple[str, pa.DataType]]:
    names = {field.name for field in fields(cast("type[Any]", kind))}
    return [(field.name, field.type) for field in schema if field.name in names]


def _fit(given: Any, kind: type[Any], schema: pa.Schema) -> Any:
    columns = _kinds(cast("Hashable", kind), schema)
    return kind(**{name: _value(getattr(given, name), type_, name) for name, type_ in columns})


def _value(value: Any, kind: pa.DataType, name: str) -> Any:
    if pa.types.is_list(kind):
        inner = kind.value_type
        if pa.types.is_struct(inner):
            return tuple(_fit(one, _PARTS[name], pa.schema(list(inner))) for one in value)
        return tuple(found for one in value or () if (found := text_of(one)) is not None)
    if value is None:
        return "" if name in _NEVER_NONE else None
    return next(read(value, kind) for is_kind, read in _READ if is_kind(kind))


def _exactly(right: type[Any]) -> Callable[[Any, pa.DataType], Any]:
    return lambda value, _kind: value if isinstance(value, right) else None


def _moment(value: Any, _kind: pa.DataType) -> datetime | None:
    if not isinstance(value, datetime):
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value


_READ: tuple[tuple[Callable[[pa.DataType], bool], Callable[[Any, pa.DataType], Any]], ...] = (
    (pa.types.is_string, lambda value, _kind: text_of(value)),
    (pa.types.is_integer, lambda value, kind: int_of(value, kind.bit_width)),
    (pa.types.is_floating, lambda value, _kind: float_of(value)),
    (pa.types.is_timestamp, _moment),
    (pa.types.is_binary, _exactly(bytes)),
    (pa.types.is_boolean, _exactly(bool)),
)
