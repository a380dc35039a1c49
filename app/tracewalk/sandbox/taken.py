"""What a job said of its steps, looked at as what a stranger says: rebuilt, checked, counted, hashed by the parent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from tracewalk.model import EVENTS, File, Program
from tracewalk.model.steps_digest import StepsDigest
from tracewalk.recorder.session import MAX_NAMED
from tracewalk.recorder.sink import CODED_CHANGES, CODED_STEPS
from tracewalk.sandbox.frames import Forged
from tracewalk.sandbox.packed import NUMBERS, TEXTS, blocks

__all__ = ["Taken"]

_CALL = EVENTS.index("call")
_VALUED = np.array([event in {"return", "yield", "exception"} for event in EVENTS])
_NOTHING = pa.array([], pa.string())
_MAX_ROWS = 10_000_000
_LEAST = np.array([{"caller": -1, "depth": 1}.get(name, 0) for name in NUMBERS])


class Taken:
    """The steps of one run so far. Facts about them are the parent's own, where steps can tell them.

    `sources` are the files that may appear, by the path under which they are shown; `add` raises `Forged`.
    """

    def __init__(self, trace_id: str, sources: Mapping[str, Program], max_steps: int) -> None:
        self.trace_id = trace_id
        self.batches: list[pa.RecordBatch] = []
        self.n_steps = 0
        self.n_frames = 0
        self.max_depth = 0
        self.n_cut = 0
        self.n_values = 0
        """Values of returns and yields, which may be shortened."""
        self.functions: tuple[str, ...] = ()
        self.exceptions: tuple[str, ...] = ()
        self.files: tuple[File, ...] = ()
        self._sources = sources
        self._known = {program.program_id for program in sources.values()}
        self._max_steps = max_steps
        self._digest = StepsDigest()

    @property
    def digest(self) -> str:
        """Of all steps."""
        return self._digest.hexdigest()

    @property
    def programs(self) -> tuple[Program, ...]:
        """The texts of the files that ran, each once."""
        return tuple({self._sources[file.path].program_id: self._sources[file.path] for file in self.files}.values())

    def add(self, payload: bytes) -> None:
        """Takes the next steps."""
        batch = self._batch(blocks(payload))
        self._digest.update(batch)
        self.n_steps += batch.num_rows
        self.batches.append(batch)

    def _batch(self, parts: list[memoryview]) -> pa.RecordBatch:
        reader = _Reader(parts)
        n, m = reader.count(), reader.count()
        if not 0 < n <= self._max_steps - self.n_steps:
            raise Forged(f"{n} steps after {self.n_steps}")
        numbers = reader.columns(n)
        texts = {name: reader.texts(n) for name in TEXTS}
        files, functions = reader.words(), reader.words()
        counts, size = reader.numbers(n), reader.numbers(m, least=-1)
        name, names = reader.numbers(m), reader.words()
        kind, kinds = reader.numbers(m, least=-1), reader.words()
        value = reader.texts(m)
        cut = reader.flags(m)
        if int(counts.sum()) != m or numbers["event"].max() >= len(EVENTS):
            raise Forged("counts or events that cannot be")
        if not np.array_equal(kind < 0, np.asarray(value.is_null())):
            raise Forged("a value without its type")
        self._note(numbers, files, functions, cut)
        changes = [
            _coded(name, names),
            value,
            _coded(kind, kinds, kind >= 0),
            pa.array(size),
            pa.array(cut),
        ]
        offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
        flat = pa.StructArray.from_arrays(changes, fields=CODED_CHANGES)
        columns: dict[str, Any] = {
            "trace_id": pa.DictionaryArray.from_arrays(np.zeros(n, np.int32), pa.array([self.trace_id])),
            "step": pa.array(np.arange(self.n_steps, self.n_steps + n, dtype=np.int32)),
            "event": _coded(numbers["event"], pa.array(EVENTS)),
            "caller": pa.array(numbers["caller"], mask=numbers["caller"] < 0),
            "program_id": _coded(numbers["program_id"], files),
            "func": _coded(numbers["func"], functions),
            "changes": pa.ListArray.from_arrays(pa.array(offsets), flat),
            **{each: pa.array(numbers[each]) for each in ("frame_id", "depth", "thread", "line")},
            **texts,
        }
        return pa.RecordBatch.from_arrays([columns[each] for each in CODED_STEPS.names], schema=CODED_STEPS)

    def _note(self, numbers: Mapping[str, Any], files: Any, functions: Any, cut: Any) -> None:
        if not self._known.issuperset(files.to_pylist()):
            raise Forged("steps of a program that was not given")
        event = numbers["event"]
        self.n_frames += int((event == _CALL).sum())
        self.max_depth = max(self.max_depth, int(numbers["depth"].max()))
        self.n_cut += int(cut.sum())
        self.n_values += int(_VALUED[event].sum())
        self.functions = tuple(functions.slice(0, MAX_NAMED).to_pylist())


class _Reader:
    """Parts one after the other, each of the length that it must have."""

    def __init__(self, parts: list[memoryview]) -> None:
        self._parts = iter(parts)

    def count(self) -> int:
        found = int(np.frombuffer(self._of(4), "<u4")[0])
        if found > _MAX_ROWS:
            raise Forged(f"{found} rows at once")
        return found

    def numbers(self, n: int, *, least: int = 0) -> Any:
        found = np.frombuffer(self._of(4 * n), "<i4")
        if n and found.min() < least:
            raise Forged("a number that is too small")
        return found

    def columns(self, n: int) -> dict[str, Any]:
        found = np.frombuffer(self._of(4 * n * len(NUMBERS)), "<i4").reshape(len(NUMBERS), n)
        if (found.min(axis=1) < _LEAST).any():
            raise Forged("a number that is too small")
        return dict(zip(NUMBERS, found, strict=True))

    def flags(self, n: int) -> Any:
        found = np.frombuffer(self._of(n), "u1")
        if n and found.max() > 1:
            raise Forged("a flag that is neither")
        return found.astype(bool)

    def texts(self, n: int) -> Any:
        return self._strings(np.frombuffer(self._of(4 * n), "<i4"))

    def words(self) -> Any:
        lengths = next(self._parts)
        if len(lengths) % 4 or len(lengths) > 4 * _MAX_ROWS:
            raise Forged("words without lengths")
        found = self._strings(np.frombuffer(lengths, "<i4"))
        if found.null_count:
            raise Forged("a word that is null")
        return found

    def _strings(self, lengths: Any) -> Any:
        text = bytes(next(self._parts))
        if not text and not len(lengths):
            return _NOTHING
        valid = lengths >= 0
        offsets = np.zeros(len(lengths) + 1, np.int64)
        np.cumsum(np.where(valid, lengths, 0), out=offsets[1:])
        if int(offsets[-1]) != len(text):
            raise Forged("texts that are not as long as they say")
        nulls = len(lengths) - int(valid.sum())
        mask = pa.py_buffer(np.packbits(valid, bitorder="little").tobytes()) if nulls else None
        placed = pa.py_buffer(offsets.astype(np.int32).tobytes())
        found = pa.StringArray.from_buffers(len(lengths), placed, pa.py_buffer(text), mask, nulls)
        if not text.isascii():
            try:
                found.validate(full=True)
            except pa.ArrowInvalid as fault:
                raise Forged(str(fault)) from None
        return found

    def _of(self, length: int) -> memoryview:
        found = next(self._parts)
        if len(found) != length:
            raise Forged("a part of the wrong length")
        return found


def _coded(places: Any, words: Any, valid: Any = None) -> Any:
    """Places in a list of words."""
    if len(places) and places.max() >= len(words):
        raise Forged("a place that is not in its list")
    indices = pa.array(places) if valid is None else pa.array(places, mask=~valid)
    return pa.DictionaryArray.from_arrays(indices, words, safe=False)
