"""Turns recorded rows into Arrow record batches of schema `STEPS`, a row group at a time."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from copy import copy
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from tracewalk.frozen import frozen
from tracewalk.model import CHANGE, EVENTS, STEPS
from tracewalk.model.steps_digest import StepsDigest
from tracewalk.recorder.arrays import coded, flags, integers, sparse_texts, texts
from tracewalk.recorder.codes import CALL, EXCEPTION, RETURN, UNWIND, YIELD
from tracewalk.recorder.lane import Lane
from tracewalk.recorder.sites import Sites

if TYPE_CHECKING:
    from tracewalk.recorder.outlet import MakeOutlet

__all__ = ["CODED_CHANGES", "CODED_STEPS", "Sink", "to_arrow"]

_TEXT = pa.dictionary(pa.int32(), pa.string())
_CHANGE_TYPES = {"name": _TEXT, "type": _TEXT}
CODED_CHANGES = [pa.field(f.name, _CHANGE_TYPES.get(f.name, f.type)) for f in CHANGE]
_CODED = frozenset({"trace_id", "event", "program_id", "func"})
CODED_STEPS = pa.schema([_f.with_type(_TEXT) if _f.name in _CODED else _f for _f in STEPS])
CODED_STEPS = CODED_STEPS.set(STEPS.get_field_index("changes"), pa.field("changes", pa.list_(pa.struct(CODED_CHANGES))))
_HAS_VALUE = np.isin(np.arange(len(EVENTS)), (RETURN, YIELD, EXCEPTION))


@frozen
class _Rows:
    """Some complete rows of one lane, as arrays."""

    site: Any
    frame: Any
    counts: Any
    changes: Any
    value: Any
    chars: Any
    """Characters of all values of each row."""
    outputs: list[tuple[int, int, str]]


def to_arrow(emit: Callable[[pa.RecordBatch], None]) -> MakeOutlet:
    """An outlet that emits batches of schema `CODED_STEPS`, at most `row_group` rows each."""
    return partial(Sink, emit=emit)


class Sink:
    """Takes complete rows out of lanes and emits them in their order, numbered.

    Beyond `max_steps` rows, or `max_chars` characters of values (None: no such limit), nothing is emitted any more.
    """

    def __init__(
        self,
        trace_id: str,
        sites: Sites,
        *,
        emit: Callable[[pa.RecordBatch], None],
        row_group: int,
        max_steps: int,
        max_chars: int | None,
    ) -> None:
        self.trace_id = trace_id
        self.sites = sites
        self.emit = emit
        self.row_group = row_group
        self.max_steps = max_steps
        self.max_chars = max_chars
        self.digest = StepsDigest()
        self.n_steps = 0
        self.n_cut = 0
        self.max_depth = 0
        self.n_frames = 0
        self.chars = 0
        self.out_of_chars = False
        self._frames = _Frames()

    @property
    def steps_digest(self) -> str:
        """Of the content of all steps."""
        return self.digest.hexdigest()

    def take(self, segments: Sequence[tuple[Lane, int]]) -> None:
        """Emit rows: so many of each lane, in this order; a lane may come more than once."""
        totals: dict[int, int] = {}
        for lane, n in segments:
            totals[lane.number] = totals.get(lane.number, 0) + n
        lanes = {lane.number: lane for lane, _ in segments}
        for lane in lanes.values():
            self._frames.add(lane)
        taken = {number: self._rows(lane, totals[number]) for number, lane in lanes.items() if totals[number]}
        if not taken:
            return
        rows = next(iter(taken.values())) if len(taken) == 1 else _merge(taken, segments)
        self._emit(rows)

    def peek(self, lane: Lane) -> pa.RecordBatch:
        """All rows of a lane as they would be emitted; nothing is taken, counted or hashed."""
        counted, frames = (self.n_cut, self.max_depth, self.n_frames), self._frames
        self._frames, same, n = copy(frames), lane.copy(), len(lane.sites)
        try:
            self._frames.add(same)
            return self._batch(self._rows(same, n), n)
        finally:
            self._frames = frames
            self.n_cut, self.max_depth, self.n_frames = counted

    def _emit(self, rows: _Rows) -> None:
        n = min(len(rows.site), self.max_steps - self.n_steps)
        n = self._within_chars(rows, n)
        if n <= 0:
            return
        batch = self._batch(rows, n)
        self.digest.update(batch)
        self.n_steps += n
        for start in range(0, n, self.row_group):
            self.emit(batch.slice(start, self.row_group))

    def _within_chars(self, rows: _Rows, n: int) -> int:
        """How many of the rows fit into what is left of the trace's characters."""
        if self.max_chars is None or self.out_of_chars:
            return 0 if self.out_of_chars else n
        used = self.chars + np.cumsum(rows.chars, dtype=np.int64)
        self.chars = int(used[-1])
        fits = int(np.searchsorted(used, self.max_chars, side="right"))
        self.out_of_chars = fits < n
        return min(n, fits)

    # ------------------------------------------------------------------ lists to arrays

    def _rows(self, lane: Lane, n: int) -> _Rows:
        site = _ints(lane.sites, n)
        odd = (site & 1).astype(bool)
        counts = np.zeros(n, dtype=np.int32)
        n_counts = int(odd.sum())
        counts[odd] = _ints(lane.counts, n_counts)
        event = np.array(self.sites.event, dtype=np.int8)[site >> 1]
        valued = _HAS_VALUE[event]
        results = lane.results[: int(valued.sum())]
        value, lengths = sparse_texts(results, valued)
        changes, change_lengths = self._changes(lane, int(counts.sum()))
        rows = _Rows(
            site=site >> 1,
            frame=_ints(lane.frames, n),
            counts=counts,
            changes=changes,
            value=value,
            chars=lengths + _sums(change_lengths, counts),
            outputs=[(row - lane.done, stream, text) for row, stream, text in lane.outputs if row - lane.done < n],
        )
        del lane.outputs[: len(rows.outputs)]
        del lane.sites[:n], lane.frames[:n], lane.counts[:n_counts], lane.results[: len(results)]
        lane.done += n
        return rows

    def _changes(self, lane: Lane, n: int) -> tuple[Any, Any]:
        kind = _ints(lane.types, n)
        bound = kind >= 0
        cut = (kind & 1).astype(bool) & bound
        n_cut = int(cut.sum())
        values, lengths = texts(lane.texts[:n])
        size = lengths.copy()
        size[cut] = _ints(lane.sizes, n_cut)
        arrays = [
            coded(_ints(lane.names, n), self.sites.names.texts),
            values,
            coded(kind >> 1, self.sites.types.texts, bound),
            integers(size),
            flags(cut),
        ]
        del lane.names[:n], lane.types[:n], lane.texts[:n], lane.sizes[:n_cut]
        return pa.StructArray.from_arrays(arrays, fields=CODED_CHANGES), lengths

    # ------------------------------------------------------------------ arrays to a batch

    def _batch(self, rows: _Rows, n: int) -> pa.RecordBatch:
        sites = self.sites
        site, frame = rows.site[:n], rows.frame[:n]
        event = np.array(sites.event, dtype=np.int8)[site]
        caller, depth, thread = self._frames.of(frame)
        self.max_depth = max(self.max_depth, int(depth.max()))
        self.n_frames += int((event == CALL).sum())
        offsets = np.concatenate(([0], np.cumsum(rows.counts[:n])))
        changes = rows.changes.slice(0, int(offsets[-1]))
        self.n_cut += changes.field("cut").true_count
        columns = {
            "trace_id": coded(np.zeros(n, dtype=np.int32), [self.trace_id]),
            "step": integers(np.arange(self.n_steps, self.n_steps + n)),
            "event": coded(event, EVENTS),
            "frame_id": integers(frame),
            "caller": integers(caller, caller >= 0),
            "depth": integers(depth),
            "thread": integers(thread),
            "program_id": coded(np.array(sites.file, dtype=np.int32)[site], sites.files.texts),
            "func": coded(np.array(sites.function, dtype=np.int32)[site], sites.functions.texts),
            "line": integers(np.array(sites.line, dtype=np.int32)[site]),
            "value": rows.value.slice(0, n),
            "changes": pa.ListArray.from_arrays(integers(offsets), changes),
            **self._output(rows.outputs, n),
        }
        self._frames.forget(frame[(event == RETURN) | (event == UNWIND)])
        return pa.RecordBatch.from_arrays([columns[name] for name in CODED_STEPS.names], schema=CODED_STEPS)

    def _output(self, outputs: list[tuple[int, int, str]], n: int) -> dict[str, Any]:
        filed: tuple[dict[int, list[str]], dict[int, list[str]]] = ({}, {})
        for row, stream, text in outputs:
            if row < n:
                filed[stream].setdefault(max(row, 0), []).append(text)
        return {name: _sparse(texts, n) for name, texts in zip(("stdout", "stderr"), filed, strict=True)}


class _Frames:
    """Caller, depth and thread of the frames that may still have rows."""

    def __init__(self) -> None:
        self._ids = np.zeros(0, dtype=np.int32)
        self._columns = [np.zeros(0, dtype=np.int32) for _ in range(3)]

    def add(self, lane: Lane) -> None:
        """The frames called in a lane since it was last asked."""
        n = len(lane.depths)
        ids = np.concatenate((self._ids, _ints(lane.made, n)))
        new = (_ints(lane.callers, n), _ints(lane.depths, n), np.full(n, lane.number, dtype=np.int32))
        columns = [np.concatenate(pair) for pair in zip(self._columns, new, strict=True)]
        del lane.made[:n], lane.callers[:n], lane.depths[:n]
        if n and len(self._ids) and ids[len(self._ids)] < self._ids[-1]:
            order = np.argsort(ids)
            ids, columns = ids[order], [column[order] for column in columns]
        self._ids, self._columns = ids, columns

    def of(self, frames: Any) -> tuple[Any, Any, Any]:
        """Callers, depths and threads of these frames."""
        where = np.searchsorted(self._ids, frames)
        caller, depth, thread = (column[where] for column in self._columns)
        return caller, depth, thread

    def forget(self, ended: Any) -> None:
        """These frames have no more rows."""
        keep = np.ones(len(self._ids), dtype=bool)
        keep[np.searchsorted(self._ids, ended)] = False
        self._ids = self._ids[keep]
        self._columns = [column[keep] for column in self._columns]


def _merge(taken: dict[int, _Rows], segments: Sequence[tuple[Lane, int]]) -> _Rows:
    """The rows of several lanes in the order in which they ran."""
    first: dict[int, int] = {}
    total = 0
    for number, rows in taken.items():
        first[number] = total
        total += len(rows.site)
    start = dict(first)
    pieces = []
    for lane, n in segments:
        if n:
            pieces.append(np.arange(start[lane.number], start[lane.number] + n))
            start[lane.number] += n
    order = np.concatenate(pieces)
    place = np.empty(total, dtype=np.int64)
    place[order] = np.arange(total)
    counts = np.concatenate([rows.counts for rows in taken.values()])
    ends = np.cumsum(counts)
    spread = [np.arange(ends[i] - counts[i], ends[i]) for i in order if counts[i]]
    changes = pa.concat_arrays([rows.changes for rows in taken.values()])
    outputs = [(int(place[first[k] + max(r, 0)]), s, t) for k, rows in taken.items() for r, s, t in rows.outputs]
    return _Rows(
        site=np.concatenate([rows.site for rows in taken.values()])[order],
        frame=np.concatenate([rows.frame for rows in taken.values()])[order],
        counts=counts[order],
        changes=changes.take(integers(np.concatenate(spread) if spread else [])),
        value=pa.concat_arrays([rows.value for rows in taken.values()]).take(integers(order)),
        chars=np.concatenate([rows.chars for rows in taken.values()])[order],
        outputs=sorted(outputs, key=lambda output: output[0]),
    )


def _ints(values: list[int], n: int) -> Any:
    if not n:
        return np.zeros(0, dtype=np.int32)
    return np.frombuffer(array("i", values[:n]), dtype=np.int32)


def _sums(values: Any, counts: Any) -> Any:
    """The sums of consecutive runs of so many values."""
    ends = np.concatenate(([0], np.cumsum(values, dtype=np.int64)))
    bounds = np.concatenate(([0], np.cumsum(counts)))
    return np.diff(ends[bounds])


def _sparse(filed: dict[int, list[str]], n: int) -> Any:
    valid = np.zeros(n, dtype=bool)
    valid[list(filed)] = True
    return sparse_texts(["".join(filed[row]) for row in sorted(filed)], valid)[0]
