"""Steps as plain arrays, one after the other: what crosses from a job to the parent in place of Arrow's own format.

Nothing in them points anywhere, is compressed or says how large it will be, so that reading is a matter of lengths.
Ids and numbers of steps are not in them: those the parent gives.
"""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tracewalk.sandbox.frames import Forged

__all__ = ["NUMBERS", "PARTS", "TEXTS", "blocks", "pack"]

NUMBERS = ("event", "frame_id", "caller", "depth", "thread", "program_id", "func", "line")
"""Columns of whole numbers, one after the other in one block; those of words are places in a list of words."""
TEXTS = ("value", "stdout", "stderr")
"""Columns of texts, two blocks each: lengths (-1: null) and UTF-8."""
PARTS = 24
_LENGTH = struct.Struct("<I")


def pack(batch: pa.RecordBatch) -> bytes:
    """A batch of the recorder's sink."""
    columns = dict(zip(batch.schema.names, batch.columns, strict=True))
    changes = columns["changes"]
    flat = changes.flatten()
    name, kind = flat.field("name"), flat.field("type")
    parts: list[bytes] = [_LENGTH.pack(batch.num_rows), _LENGTH.pack(len(flat))]
    parts.append(b"".join([_numbers(columns[each]) for each in NUMBERS]))
    for each in TEXTS:
        parts += _texts(columns[each])
    for each in ("program_id", "func"):
        parts += _texts(columns[each].dictionary)
    parts += [_numbers(pc.list_value_length(changes)), _numbers(flat.field("size"))]
    parts += [_numbers(name), *_texts(name.dictionary), _numbers(kind), *_texts(kind.dictionary)]
    parts += _texts(flat.field("value"))
    parts.append(flat.field("cut").cast(pa.int8()).to_numpy(zero_copy_only=False).tobytes())
    return b"".join(_LENGTH.pack(len(part)) + part for part in parts)


def _numbers(column: Any) -> bytes:
    if pa.types.is_dictionary(column.type):
        column = column.indices
    if column.null_count:
        column = column.fill_null(-1)
    return bytes(column.to_numpy(zero_copy_only=False).astype("<i4", copy=False).tobytes())


def _texts(column: Any) -> tuple[bytes, bytes]:
    """Lengths and text; most columns have hardly any."""
    if column.null_count == len(column):
        return np.full(len(column), -1, "<i4").tobytes(), b""
    valid, placed, data = column.buffers()
    offsets = np.frombuffer(placed, "<i4")[column.offset : column.offset + len(column) + 1]
    lengths = np.diff(offsets)
    if column.null_count:  # the sink leaves no text under a null
        bits = np.unpackbits(np.frombuffer(valid, "u1"), bitorder="little")
        lengths[bits[column.offset : column.offset + len(column)] == 0] = -1
    return lengths.tobytes(), b"" if data is None else bytes(memoryview(data)[int(offsets[0]) : int(offsets[-1])])


def blocks(payload: bytes) -> list[memoryview]:
    """The parts of a payload. Raises `Forged`."""
    view, found, at = memoryview(payload), [], 0
    while at + _LENGTH.size <= len(view):
        (length,) = _LENGTH.unpack_from(view, at)
        at += _LENGTH.size
        if length > len(view) - at:
            raise Forged("a part that is longer than what came")
        found.append(view[at : at + length])
        at += length
    if at != len(view) or len(found) != PARTS:
        raise Forged(f"{len(found)} parts of steps")
    return found
