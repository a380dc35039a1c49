"""What is asked of a prediction and its steps before any of it is taken: one bad row must not spoil its neighbours."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from tracewalk.errors import UsageError
from tracewalk.lake.encoding import physical
from tracewalk.model import PREDICTED_STEPS, PREDICTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["storable", "taken"]

_STEPS = physical("predicted_steps")
_REQUIRED: list[str] = [f.name for f in _STEPS if not f.nullable]
_NESTED: dict[str, list[str]] = {
    f.name: [g.name for g in f.type.value_type if not g.nullable]
    for f in _STEPS
    if pa.types.is_list(f.type) and pa.types.is_struct(f.type.value_type)
}
_OTHERS = [name for name in PREDICTED_STEPS.names if name != "prediction_id"]


_KINDS: dict[pa.DataType, type | tuple[type, ...]] = {
    pa.string(): str,
    pa.int32(): int,
    pa.int64(): int,
    pa.float64(): (float, int),
    pa.bool_(): bool,
    pa.timestamp("us", tz="UTC"): datetime,
}
_COLUMNS = [
    (f.name, f.nullable, _KINDS[f.type], f.type.bit_width if pa.types.is_integer(f.type) else 0)
    for f in pa.schema([PREDICTIONS.field(f.name).with_nullable(f.nullable) for f in physical("predictions")])
]


def storable(row: Mapping[str, object]) -> None:
    """Raises `UsageError` for a value of a prediction's row that its column cannot hold."""
    for name, nullable, kind, bits in _COLUMNS:
        value = row[name]
        if value is None:
            fits = nullable
        elif isinstance(value, str):
            fits = kind is str and (value.isascii() or _is_text(value))
        else:
            fits = isinstance(value, kind) and not (bits and isinstance(value, int) and value.bit_length() >= bits)
        if not fits:
            raise UsageError(f"prediction {row['prediction_id']}: {name} cannot be {str(value)[:80]!r}")


def _is_text(value: str) -> bool:
    """Whether it is without lone surrogates, which no file can hold."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def taken(prediction_id: str, steps: pa.Table) -> list[pa.RecordBatch]:
    """The steps of one prediction as batches whose columns are those of `PREDICTED_STEPS`, strings as they came.

    Raises `UsageError` where a column is missing, of another type, or null where it may not be; where the steps are not
    0, 1, 2...; and where they say that they are another prediction's.
    """
    where = f"the steps of prediction {prediction_id}"
    if complaint := _complaint(steps.schema):
        raise UsageError(f"{where}: {complaint}; `PREDICTED_STEPS` says what they are")
    if "prediction_id" in steps.column_names:
        strange = [other for other in steps.column("prediction_id").unique().to_pylist() if other != prediction_id]
        if strange:
            raise UsageError(f"{where}: they say that they are those of {strange[0]}")
    if null := _null(steps):
        raise UsageError(f"{where}: {null} is null, and never may be")
    if not np.array_equal(steps.column("step").to_numpy(), np.arange(steps.num_rows)):
        raise UsageError(f"{where}: `step` is not 0 to {steps.num_rows - 1} in order")
    return [_named(batch, prediction_id) for batch in steps.select(_OTHERS).to_batches()]


@lru_cache(maxsize=64)
def _complaint(schema: pa.Schema) -> str | None:
    """What is wrong with the columns, or None."""
    missing = [name for name in _OTHERS if name not in schema.names]
    strange = [name for name in schema.names if name not in PREDICTED_STEPS.names]
    doubled = [name for name in PREDICTED_STEPS.names if schema.names.count(name) > 1]
    for what, names in (("missing", missing), ("not known", strange), ("there twice", doubled)):
        if names:
            return f"{', '.join(names)}: {what}"
    wrong = [f.name for f in schema if not _fits(f.type, PREDICTED_STEPS.field(f.name).type)]
    return f"{wrong[0]} is {schema.field(wrong[0]).type}" if wrong else None


def _fits(kind: pa.DataType, wanted: pa.DataType) -> bool:
    """Whether a type is the wanted one but for dictionaries of strings."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_list(kind) and pa.types.is_list(wanted):
        return _fits(kind.value_type, wanted.value_type)
    if pa.types.is_struct(kind) and pa.types.is_struct(wanted):
        fields = {f.name: f.type for f in kind}
        return fields.keys() == {f.name for f in wanted} and all(_fits(fields[f.name], f.type) for f in wanted)
    return bool(kind == wanted)


def _null(steps: pa.Table) -> str | None:
    """A column, or a field within a list, that is null somewhere and may not be; or None."""
    for name in _REQUIRED:
        if name in steps.column_names and steps.column(name).null_count:
            return name
    for name, fields in _NESTED.items():
        for chunk in steps.column(name).chunks:
            # also what a slice leaves out; only where that has a null are the slice's own elements copied out
            null = _null_within(chunk.values, fields) and _null_within(chunk.flatten(), fields)
            if null:
                return f"{name}{null}"
    return None


def _null_within(values: pa.StructArray, fields: list[str]) -> str | None:
    if values.null_count:
        return ": an element"
    wrong = [f".{name}" for name in fields if values.field(name).null_count]
    return wrong[0] if wrong else None


def _named(batch: pa.RecordBatch, prediction_id: str) -> pa.RecordBatch:
    ids = pa.DictionaryArray.from_arrays(np.zeros(batch.num_rows, np.int32), pa.array([prediction_id]))
    return pa.RecordBatch.from_arrays([ids, *batch.columns], ["prediction_id", *_OTHERS])
