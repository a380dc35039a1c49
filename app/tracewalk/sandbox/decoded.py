"""Payloads of several runs -> their steps as one Arrow batch: looked at all at once, as each array costs by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import Any

import numpy as np
import pyarrow as pa

from tracewalk.frozen import frozen
from tracewalk.model import EVENTS
from tracewalk.recorder.arrays import flags, integers, texts
from tracewalk.recorder.codes import CALL, EXCEPTION, RETURN, YIELD
from tracewalk.recorder.sink import CODED_CHANGES, CODED_STEPS
from tracewalk.sandbox.frames import Forged
from tracewalk.sandbox.known import Known
from tracewalk.sandbox.payload import Payload

__all__ = ["Columns", "Said", "decode"]

_VALUED = np.isin(np.arange(len(EVENTS)), (RETURN, YIELD, EXCEPTION))


@frozen
class Said:
    """What one run says: some payloads, in order, the tables after them, and how many steps it has had."""

    trace_id: str
    n_steps: int
    known: Known
    payloads: Sequence[Payload]


@frozen
class Texts:
    """A column of texts: lengths in bytes (-1: null), and all of them one after the other."""

    lengths: Any
    text: bytes
    _ends: list[Any] = field(default_factory=list, repr=False, compare=False)

    def ends(self) -> Any:
        """Where each begins, and the end of the last."""
        if not self._ends:
            self._ends.append(_ends(np.maximum(self.lengths, 0)))
        return self._ends[0]

    def part(self, rows: slice) -> tuple[Any, memoryview]:
        """The lengths and the text of some rows."""
        ends = self.ends()
        return self.lengths[rows], memoryview(self.text)[int(ends[rows.start]) : int(ends[rows.stop])]

    def array(self) -> Any:
        """As a string array. Raises `Forged` where they are no UTF-8."""
        valid = self.lengths >= 0
        offsets = self.ends()
        if int(offsets[-1]) != len(self.text):
            raise Forged("texts that are not as long as they say")
        nulls = len(valid) - int(valid.sum())
        mask = pa.py_buffer(np.packbits(valid, bitorder="little")) if nulls else None
        buffers = [mask, pa.py_buffer(offsets.astype(np.int32)), pa.py_buffer(self.text)]
        found = pa.Array.from_buffers(pa.string(), len(valid), buffers, nulls)
        if not self.text.isascii():
            try:
                found.validate(full=True)
            except pa.ArrowInvalid as fault:
                raise Forged(str(fault)) from None
        return found


@frozen
class Columns:
    """Steps of some runs, run after run: as arrays, and as a batch of schema `CODED_STEPS`."""

    batch: pa.RecordBatch
    rows: Any
    """Where each run's steps begin, and the end of the last."""
    changes: Any
    """The same of their changes."""
    numbers: dict[str, Any]
    """`event`, `frame_id`, `depth`, `line`, `func`, `n_changes`; of changes `name`, `type` (-1: unbound), `size`,
    `cut`."""
    texts: dict[str, Texts]
    """`value`, `stdout`, `stderr`, and of changes `change`."""
    functions: list[str]
    names: list[str]
    types: list[str]
    facts: dict[str, list[int]]
    """Of each run: `n_frames`, `max_depth`, `n_cut`, `n_values` (of returns, yields and exceptions)."""


def decode(runs: Sequence[Said]) -> Columns:
    """The steps of all payloads. Raises `Forged` for what no recorder says, whoever of them said it."""
    return _Decoder(runs).columns()


class _Decoder:
    def __init__(self, runs: Sequence[Said]) -> None:
        self._runs = runs
        self._payloads = [payload for run in runs for payload in run.payloads]
        owner = [i for i, run in enumerate(runs) for _ in run.payloads]
        self._owner = np.array(owner, np.int64)
        self._n = self._lengths("sites")
        if not self._n.all() or (self._n != self._lengths("frames")).any():
            raise Forged("steps of no frame")
        self._of = np.repeat(self._owner, self._n)
        """The run of each step."""
        self._ends = _ends(self._n)
        """Where each payload's steps begin."""

    def columns(self) -> Columns:
        sites = self._joined("sites")
        odd = sites & 1
        event, line, function, file = self._sites(sites >> 1)
        functions, function_map = _merged([run.known.words[0] for run in self._runs])
        files, file_map = _merged([run.known.words[1] for run in self._runs])
        func = function_map[self._placed(function, 0)]
        counts = self._counts(odd)
        frame, caller, depth, thread = self._frames(self._joined("frames"))
        valued = _VALUED[event]
        self._require(self._per_payload(valued), "result_bytes")
        value = _spread(self._texts("results", "result_bytes", least=0), valued)
        streams = {name: self._printed(name) for name in ("stdout", "stderr")}
        changes, of_changes, change = self._changes(counts)
        rows = self._run_ends(self._of)
        steps = np.arange(len(sites)) - np.repeat(rows[:-1] - [run.n_steps for run in self._runs], np.diff(rows))
        offsets = _ends(counts)
        facts = {
            "n_frames": _sums(event == CALL, rows),
            "max_depth": np.maximum.reduceat(depth, rows[:-1]).tolist(),
            "n_cut": _sums(of_changes["cut"], offsets[rows]),
            "n_values": _sums(valued, rows),
        }
        columns: dict[str, Any] = {
            "trace_id": _coded(self._of, [run.trace_id for run in self._runs]),
            "step": integers(steps),
            "event": _coded(event, EVENTS),
            "frame_id": integers(frame),
            "caller": integers(caller, caller >= 0),
            "depth": integers(depth),
            "thread": integers(thread),
            "program_id": _coded(file_map[self._placed(file, 1)], files),
            "func": _coded(func, functions),
            "line": integers(line),
            "value": value.array(),
            "changes": pa.ListArray.from_arrays(integers(offsets), changes),
            **{name: texts.array() for name, texts in streams.items()},
        }
        batch = pa.RecordBatch.from_arrays([columns[name] for name in CODED_STEPS.names], schema=CODED_STEPS)
        numbers = {"event": event, "frame_id": frame, "depth": depth, "line": line, "func": func, "n_changes": counts}
        return Columns(
            batch,
            rows,
            offsets[rows],
            numbers | of_changes,
            {"value": value, **streams, "change": change},
            functions,
            self._names,
            self._types,
            facts,
        )

    # ------------------------------------------------------------------ columns

    def _sites(self, site: Any) -> tuple[Any, ...]:
        tables = [run.known.sites for run in self._runs]
        sizes = np.array([len(table[0]) for table in tables])
        if (site < 0).any() or (site >= sizes[self._of]).any():
            raise Forged("a site that is not in its table")
        place = site + (np.cumsum(sizes) - sizes)[self._of]
        found = tuple(np.concatenate(column)[place] for column in zip(*tables, strict=True))
        if min(map(np.min, found)) < 0 or found[0].max() >= len(EVENTS):
            raise Forged("a site that cannot be")
        return found

    def _frames(self, frame: Any) -> tuple[Any, ...]:
        tables = [run.known.frames for run in self._runs]
        sizes = [len(table[0]) for table in tables]
        number, caller, depth, thread = (np.concatenate(column) for column in zip(*tables, strict=True))
        keys = np.repeat(np.arange(len(sizes)) << 32, sizes) | number.astype(np.int64)
        wanted = (self._of << 32) | frame
        if not len(keys) or (frame < 0).any():
            raise Forged("a step of no frame")
        place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        if (keys[place] != wanted).any():
            raise Forged("a step of a frame that was not called")
        caller, depth, thread = caller[place], depth[place], thread[place]
        if caller.min() < -1 or depth.min() < 1 or thread.min() < 0:
            raise Forged("a frame that cannot be")
        return frame, caller, depth, thread

    def _counts(self, odd: Any) -> Any:
        """How many changes each step has."""
        given = self._joined("counts")
        self._require(self._per_payload(odd), "counts")
        if len(given) and given.min() < 1:
            raise Forged("a step with changes that has none")
        counts = np.zeros(len(odd), np.int32)
        counts[odd.astype(bool)] = given
        totals = self._per_payload(counts)
        for name in ("names", "types", "value_bytes"):
            self._require(totals, name)
        return counts

    def _changes(self, counts: Any) -> tuple[Any, dict[str, Any], Texts]:
        n = self._per_payload(counts)
        of = np.repeat(self._owner, n)
        value = self._texts("values", "value_bytes", least=-1)
        self._names, name_map = _merged([run.known.words[2] for run in self._runs])
        self._types, type_map = _merged([run.known.words[3] for run in self._runs])
        kind = self._joined("types")
        bound, cut = kind >= 0, (kind > 0) & ((kind & 1) == 1)
        if (kind < -1).any() or (bound != (value.lengths >= 0)).any():
            raise Forged("a value without its type")
        name = name_map[self._placed(self._joined("names"), 2, of)]
        type_ = np.full(len(kind), -1)
        type_[bound] = type_map[self._placed((kind >> 1)[bound], 3, of[bound])]
        size = self._sizes(value, cut, _ends(n))
        arrays = [
            _coded(name, self._names),
            value.array(),
            _coded(type_, self._types, bound),
            integers(size),
            flags(cut),
        ]
        numbers = {"name": name, "type": type_, "size": size, "cut": cut}
        return pa.StructArray.from_arrays(arrays, fields=CODED_CHANGES), numbers, value

    def _sizes(self, value: Texts, cut: Any, ends: Any) -> Any:
        """The true lengths of values, in characters."""
        size = np.maximum(value.lengths, 0)
        for i in np.flatnonzero(self._lengths("value_chars")):
            chars = self._payloads[i].numbers["value_chars"]
            if len(chars) != ends[i + 1] - ends[i] or chars.min() < 0:
                raise Forged("lengths of other values")
            size[ends[i] : ends[i + 1]] = chars
        given = self._joined("sizes")
        self._require(np.diff(_ends(cut)[ends]), "sizes")
        if len(given):
            if given.min() < -1:
                raise Forged("a size that cannot be")
            size[cut] = given
        return size

    def _printed(self, name: str) -> Texts:
        """What steps wrote to a stream."""
        given = self._texts(name, f"{name}_bytes", least=0)
        local, n = self._joined(f"{name}_rows"), self._lengths(f"{name}_rows")
        self._require(n, f"{name}_bytes")
        written = np.zeros(len(self._of), bool)
        if len(local):
            rows = local + np.repeat(self._ends[:-1], n)
            if (local < 0).any() or (local >= np.repeat(self._n, n)).any() or (np.diff(rows) <= 0).any():
                raise Forged("output of no step")
            written[rows] = True
        return _spread(given, written)

    # ------------------------------------------------------------------ parts

    def _lengths(self, name: str) -> Any:
        return np.array([len(payload.numbers[name]) for payload in self._payloads], np.int64)

    def _joined(self, name: str) -> Any:
        return np.concatenate([payload.numbers[name] for payload in self._payloads])

    def _texts(self, name: str, lengths: str, *, least: int) -> Texts:
        """The texts of all payloads; each payload's are as long as it says."""
        joined, n = self._joined(lengths), _ends(self._lengths(lengths))
        given = np.array([len(payload.text[name]) for payload in self._payloads])
        if (np.diff(_ends(np.maximum(joined, 0))[n]) != given).any():
            raise Forged("texts that are not as long as they say")
        if len(joined) and joined.min() < least:
            raise Forged("a length below nothing")
        return Texts(joined, b"".join([payload.text[name] for payload in self._payloads]))

    def _per_payload(self, values: Any) -> Any:
        """Sums over each payload's steps."""
        return np.diff(_ends(values)[self._ends])

    def _require(self, lengths: Any, name: str) -> None:
        if (self._lengths(name) != lengths).any():
            raise Forged(f"{name} of another number")

    def _run_ends(self, of: Any) -> Any:
        """Where each run's begin, and the end of the last."""
        return np.searchsorted(of, np.arange(len(self._runs) + 1))

    def _placed(self, local: Any, table: int, of: Any = None) -> Any:
        """Places in one run's words as places in the words of all runs, one after the other."""
        of = self._of if of is None else of
        sizes = np.array([len(run.known.words[table]) for run in self._runs])
        if (local < 0).any() or (local >= sizes[of]).any():
            raise Forged("a word that is not in its list")
        return local + (np.cumsum(sizes) - sizes)[of]


def _ends(values: Any) -> Any:
    """Zero, and the sums up to each."""
    ends = np.zeros(len(values) + 1, np.int64)
    np.cumsum(values, out=ends[1:])
    return ends


def _sums(values: Any, bounds: Any) -> list[int]:
    """Sums between bounds."""
    found: list[int] = np.diff(_ends(values)[bounds]).tolist()
    return found


def _merged(lists: Sequence[tuple[str, ...]]) -> tuple[list[str], Any]:
    """The words of all lists, each once; and for each word of each list its place there."""
    places: dict[str, int] = {}
    found = [places.setdefault(word, len(places)) for words in lists for word in words]
    return list(places), np.array(found, np.int32)


def _spread(given: Texts, valid: Any) -> Texts:
    """Texts where `valid` is true, null elsewhere."""
    lengths = np.full(len(valid), -1, np.int32)
    lengths[valid] = given.lengths
    return Texts(lengths, given.text)


def _coded(places: Any, words: Sequence[str], valid: Any = None) -> Any:
    return pa.DictionaryArray.from_arrays(integers(places, valid), texts(words)[0], safe=False)
