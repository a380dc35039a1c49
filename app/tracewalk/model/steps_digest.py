"""The digest of a trace's content: the same steps give the same digest, however they were cut into batches."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["StepsDigest"]

COLUMNS = ("event", "frame_id", "line", "func", "value", "stdout", "stderr")
CODED = frozenset({"event", "func", "changes.name", "changes.type"})
CHANGE_COLUMNS = ("name", "value", "type", "size", "cut")

_SHORT = 1_000
"""Rows below which Python finds what differs faster than Arrow."""


class StepsDigest:
    """Hashes each column as one stream: what comes in batches of any size hashes as if it came at once.

    `update` takes record batches of schema `STEPS`, strings plain or dictionary-encoded.
    """

    def __init__(self) -> None:
        names = [*COLUMNS, "n_changes", *(f"changes.{name}" for name in CHANGE_COLUMNS)]
        self._streams = {name: _Stream(coded=name in CODED) for name in names}

    def update(self, batch: pa.RecordBatch) -> None:
        """The next steps."""
        for name in COLUMNS:
            self._streams[name].add(batch.column(batch.schema.get_field_index(name)))
        changes = batch.column(batch.schema.get_field_index("changes"))
        self._streams["n_changes"].add(pc.list_value_length(changes))
        flat = changes.flatten()
        for name in CHANGE_COLUMNS:
            self._streams[f"changes.{name}"].add(flat.field(name))

    def hexdigest(self) -> str:
        """32 hex digits for all steps so far."""
        whole = blake2b(digest_size=16)
        for name, stream in self._streams.items():
            whole.update(name.encode())
            whole.update(stream.digest())
        return whole.hexdigest()


class _Stream:
    """One column. Repeated texts are hashed once, in order of first appearance, and then by their number."""

    def __init__(self, *, coded: bool) -> None:
        self._coded = coded
        self._hash = blake2b(digest_size=32)
        self._lengths = blake2b(digest_size=32)
        self._texts: dict[str | None, int] = {}

    def add(self, column: Any) -> None:
        if self._coded:
            coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
            self._hash.update(self._numbers(coded))
        elif pa.types.is_boolean(column.type):
            self._hash.update(column.cast(pa.int8()).to_numpy(zero_copy_only=False).tobytes())
        elif pa.types.is_string(column.type):
            self._strings(column)
        else:
            filled = column.fill_null(-1) if column.null_count else column
            self._hash.update(np.asarray(filled, dtype="<i4").tobytes())

    def _numbers(self, column: Any) -> bytes:
        indices = column.indices
        if indices.null_count:
            indices = indices.fill_null(-1)
        local = np.asarray(indices, dtype="<i4")
        first = dict.fromkeys(local.tolist()) if len(local) < _SHORT else pc.unique(indices).to_pylist()
        texts = column.dictionary
        table = np.zeros(len(texts) + 1, dtype="<i4")
        for i in first:
            text = None if i < 0 else texts[i].as_py()
            table[i] = self._texts.setdefault(text, len(self._texts))
        return bytes(table[local].tobytes())

    def _strings(self, column: Any) -> None:
        if column.null_count == len(column):
            self._lengths.update(np.full(len(column), -1, dtype="<i4").tobytes())
            return
        lengths = pc.binary_length(column)
        filled = lengths.fill_null(-1) if column.null_count else lengths
        self._lengths.update(np.asarray(filled, dtype="<i4").tobytes())
        start, end = column.offset, column.offset + len(column)
        offsets = np.frombuffer(column.buffers()[1], dtype="<i4")
        data = column.buffers()[2]
        if data is not None and not column.null_count:
            self._hash.update(memoryview(data)[int(offsets[start]) : int(offsets[end])])
        else:
            self._hash.update("".join(text for text in column.to_pylist() if text is not None).encode())

    def digest(self) -> bytes:
        whole = blake2b(self._hash.digest(), digest_size=32)
        for text in self._texts:
            whole.update(b"\0" if text is None else b"\1" + text.encode() + b"\0")
        whole.update(self._lengths.digest())
        return whole.digest()
