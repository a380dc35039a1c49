"""The digest of a trace's content: the same steps give the same digest, however they were cut into batches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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

    def numbers(self, name: str, values: Any) -> None:
        """The next numbers of one column, as `update` would take them; -1: null. So with the three below."""
        self._streams[name].numbers(values)

    def words(self, name: str, places: Any, words: Sequence[str]) -> None:
        """Places in a list of words; -1: null."""
        self._streams[name].words(places, words.__getitem__)

    def texts(self, name: str, lengths: Any, text: memoryview) -> None:
        """Lengths in bytes (-1: null), and the texts one after the other."""
        self._streams[name].texts(lengths, text)

    def flags(self, name: str, values: Any) -> None:
        """Booleans."""
        self._streams[name].flags(values)

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
            self._coded_column(column if pa.types.is_dictionary(column.type) else column.dictionary_encode())
        elif pa.types.is_boolean(column.type):
            self.flags(column.to_numpy(zero_copy_only=False))
        elif pa.types.is_string(column.type):
            self._strings(column)
        else:
            self.numbers(column.fill_null(-1) if column.null_count else column)

    def numbers(self, values: Any) -> None:
        self._hash.update(np.asarray(values, dtype="<i4").tobytes())

    def flags(self, values: Any) -> None:
        self._hash.update(np.asarray(values, dtype="i1").tobytes())

    def texts(self, lengths: Any, text: memoryview) -> None:
        self._lengths.update(np.asarray(lengths, dtype="<i4").tobytes())
        self._hash.update(text)

    def _coded_column(self, column: Any) -> None:
        indices, texts = column.indices, column.dictionary
        if indices.null_count:
            indices = indices.fill_null(-1)
        self.words(np.asarray(indices, dtype="<i4"), lambda place: texts[place].as_py())

    def words(self, places: Any, word: Callable[[int], str | None]) -> None:
        first = dict.fromkeys(places.tolist()) if len(places) < _SHORT else pc.unique(pa.array(places)).to_pylist()
        if not first:
            return
        table = np.zeros(max(first) + 2, dtype="<i4")  # the last is that of null
        for place in first:
            text = None if place < 0 else word(place)
            table[place] = self._texts.setdefault(text, len(self._texts))
        self._hash.update(table[places].tobytes())

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
