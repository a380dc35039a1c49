"""Values as JSON has them, such that nothing is lost.

An integer or a decimal is a number where every reader of JSON keeps it exactly, and its digits as a string where not:
integers beyond 2^53 - 1, decimals of more than 15 digits. NaN and the infinities are the strings "NaN", "Infinity" and
"-Infinity". Dates and times are ISO 8601, without an offset where the type has no time zone; bytes are base64; an
interval is an ISO 8601 duration; a date or time beyond what that can say is `infinity`, `-infinity`, or the days or
microseconds from 1970 on. A list is an array, a struct an object, a map an array of [key, value].
"""

from __future__ import annotations

import base64
import json
import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyarrow import types

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["plain", "text_of"]

_EXACT = 2**53 - 1
_DIGITS = 15


def plain(array: pa.Array) -> list[Any]:
    """The values of an array, for JSON."""
    kind = array.type
    if isinstance(kind, pa.BaseExtensionType):
        return plain(array.storage)
    if types.is_dictionary(kind):
        return plain(array.dictionary_decode())
    if types.is_nested(kind):
        return _nested(array)
    if types.is_temporal(kind) and not types.is_interval(kind):
        return _moments(array)
    values = _values(array)
    convert = next((convert for fits, convert in _SCALARS if fits(kind)), None)
    if convert is None:
        return values
    return [None if value is None else convert(value) for value in values]


def text_of(value: Any) -> str:
    """A value of `plain` as text for people and for cells: a string as it is, the rest as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def _values(array: pa.Array) -> list[Any]:
    """What `to_pylist` gives, through numpy where that is the same: ten times as fast."""
    kind = array.type
    values: list[Any]
    if types.is_string(kind) or types.is_large_string(kind) or types.is_boolean(kind):
        values = array.to_numpy(zero_copy_only=False).tolist()  # an array of objects
    elif array.null_count == 0 and (types.is_integer(kind) or types.is_floating(kind)):
        values = array.to_numpy().tolist()
    else:
        values = array.to_pylist()
    return values


def _nested(array: pa.Array) -> list[Any]:
    kind = array.type
    if types.is_struct(kind):
        columns = [plain(column) for column in array.flatten()]
        rows = [dict(zip(kind.names, row, strict=True)) for row in zip(*columns, strict=True)] if columns else []
        return [row if there else None for row, there in zip(rows, array.is_valid().to_pylist(), strict=True)]
    if types.is_map(kind):
        return _parted(array, lambda start, n: _pairs(array.keys.slice(start, n), array.items.slice(start, n)))
    if types.is_list(kind) or types.is_large_list(kind):
        return _parted(array, lambda start, n: plain(array.values.slice(start, n)))
    if types.is_fixed_size_list(kind):
        return plain(array.cast(pa.list_(kind.value_field)))
    members: list[Any] = array.to_pylist()  # a union: whatever each one is
    return members


def _parted(array: pa.Array, elements: Callable[[int, int], list[Any]]) -> list[Any]:
    """The lists of an array whose elements lie one after the other; `elements` gives so many from a place on."""
    offsets, there = array.offsets.to_pylist(), array.is_valid().to_pylist()
    first = offsets[0]  # of a slice; the elements before it are not its own
    values = elements(first, offsets[-1] - first)
    return [values[offsets[n] - first : offsets[n + 1] - first] if there[n] else None for n in range(len(array))]


def _pairs(keys: pa.Array, items: pa.Array) -> list[Any]:
    return [list(pair) for pair in zip(plain(keys), plain(items), strict=True)]


def _moments(array: pa.Array) -> list[str | None]:
    """Dates and times by Arrow's own hand: Python's end with the year 9999."""
    if types.is_timestamp(array.type) and array.type.tz:
        array = array.cast(pa.timestamp(array.type.unit, "UTC"))
    texts = [None if text is None else text.replace(" ", "T", 1) for text in array.cast(pa.string()).to_pylist()]
    if any(text is not None and text.startswith("<") for text in texts):  # beyond what Arrow can write, too
        raw = array.cast(pa.int32() if types.is_date32(array.type) else pa.int64()).to_pylist()
        limit = 2**31 - 1 if types.is_date32(array.type) else 2**63 - 1
        far = {limit: "infinity", -limit: "-infinity"}
        texts = [
            far.get(n, str(n)) if text is not None and text.startswith("<") else text
            for n, text in zip(raw, texts, strict=True)
        ]
    return texts


def _integer(value: int) -> int | str:
    return value if -_EXACT <= value <= _EXACT else str(value)


def _real(value: float) -> float | str:
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _decimal(value: Decimal) -> int | float | str:
    if value == value.to_integral_value() and value.as_tuple().exponent == 0:
        return _integer(int(value))
    return float(value) if len(value.as_tuple().digits) <= _DIGITS else str(value)


def _bytes(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _duration(value: pa.MonthDayNano) -> str:
    seconds = Decimal(value.nanoseconds) / 10**9
    return f"P{value.months}M{value.days}DT{seconds:f}S"


_SCALARS: tuple[tuple[Callable[[pa.DataType], bool], Callable[[Any], Any]], ...] = (
    (types.is_int64, _integer),
    (types.is_uint64, _integer),
    (types.is_floating, _real),
    (types.is_decimal, _decimal),
    (types.is_binary, _bytes),
    (types.is_large_binary, _bytes),
    (types.is_fixed_size_binary, _bytes),
    (types.is_interval, _duration),
)
