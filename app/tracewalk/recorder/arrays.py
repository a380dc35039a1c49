"""Arrow arrays straight from numpy arrays and lists of texts.

`pyarrow.array` would do, but it looks at each text twice and imports pandas at its first call.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from typing import Any

import numpy as np
import pyarrow as pa

__all__ = ["coded", "flags", "integers", "sparse_texts", "texts"]


def integers(values: Any, valid: Any = None) -> Any:
    """An int32 array; null where `valid` is false."""
    data = np.ascontiguousarray(values, dtype=np.int32)
    return pa.Array.from_buffers(pa.int32(), len(data), [_bitmap(valid), pa.py_buffer(data)])


def flags(values: Any) -> Any:
    """A boolean array."""
    return pa.Array.from_buffers(pa.bool_(), len(values), [None, _bitmap(values)])


def coded(indices: Any, dictionary: Sequence[str], valid: Any = None) -> Any:
    """A dictionary array."""
    return pa.DictionaryArray.from_arrays(integers(indices, valid), texts(dictionary)[0])


def texts(values: Sequence[str | None]) -> tuple[Any, Any]:
    """A string array, and the lengths of its texts in characters (0: null). Lone surrogates become their escapes."""
    valid = None
    if None in values:
        valid = np.fromiter((value is not None for value in values), dtype=bool, count=len(values))
        values = [value or "" for value in values]
    given: Sequence[str] = values  # type: ignore[assignment]
    lengths = np.fromiter(map(len, given), dtype=np.int32, count=len(given))
    whole = "".join(given)
    if whole.isascii():
        data, sizes = whole.encode(), lengths
    else:
        parts = list(map(str.encode, given, repeat("utf-8"), repeat("backslashreplace")))
        data = b"".join(parts)
        sizes = np.fromiter(map(len, parts), dtype=np.int32, count=len(parts))
    offsets = np.zeros(len(given) + 1, dtype=np.int32)
    np.cumsum(sizes, out=offsets[1:])
    buffers = [_bitmap(valid), pa.py_buffer(offsets), pa.py_buffer(data)]
    return pa.Array.from_buffers(pa.string(), len(given), buffers), lengths


def sparse_texts(values: Sequence[str], valid: Any) -> tuple[Any, Any]:
    """A string array with the texts where `valid` is true, null elsewhere; and the lengths as in `texts`."""
    if not values:
        return pa.nulls(len(valid), pa.string()), np.zeros(len(valid), dtype=np.int32)
    dense, dense_lengths = texts(values)
    lengths = np.zeros(len(valid), dtype=np.int32)
    lengths[valid] = dense_lengths
    sizes = np.zeros(len(valid) + 1, dtype=np.int32)
    offsets = np.frombuffer(dense.buffers()[1], dtype=np.int32)
    sizes[1:][valid] = np.diff(offsets[: len(values) + 1])
    buffers = [_bitmap(valid), pa.py_buffer(np.cumsum(sizes, dtype=np.int32)), dense.buffers()[2]]
    return pa.Array.from_buffers(pa.string(), len(valid), buffers), lengths


def _bitmap(valid: Any) -> Any:
    return None if valid is None else pa.py_buffer(np.packbits(valid, bitorder="little"))
