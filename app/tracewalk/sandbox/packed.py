"""Steps as plain arrays, one after the other: what crosses from a job to the parent in place of Arrow's own format.

Nothing in them points anywhere, is compressed or says how large it will be, so that reading is a matter of lengths.
Ids and numbers of steps are not in them: those the parent gives. Made with the standard library alone: a process that
has no Arrow in it forks in a fraction of the time.

A payload is the lengths of its parts, then the parts. They are a lane's lists as they are, and what the tables of
sites, frames and words have got since the payload before.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate, repeat
from typing import TYPE_CHECKING, Final

from tracewalk.frozen import frozen
from tracewalk.recorder.codes import EXCEPTION, RETURN, YIELD

if TYPE_CHECKING:
    from tracewalk.recorder.lane import Lane
    from tracewalk.recorder.outlet import MakeOutlet
    from tracewalk.recorder.sites import Sites, Table

__all__ = ["HEAD", "PARTS", "Packer", "packed"]

PARTS: Final = (
    *("sites", "frames", "counts", "names", "types", "sizes"),
    *("value_bytes", "values", "value_chars", "result_bytes", "results"),
    *("stdout_rows", "stdout_bytes", "stdout", "stderr_rows", "stderr_bytes", "stderr"),
    *("made", "callers", "depths", "threads"),
    *("site_event", "site_line", "site_function", "site_file"),
    *("function_bytes", "functions", "file_bytes", "files", "name_bytes", "names_new", "type_bytes", "types_new"),
)
"""Numbers are 32 bits wide. Of texts there are two parts: lengths in bytes (-1: null), and UTF-8.

`sites`, `counts`, `types` and the like are as in `recorder.lane.Lane`; `value_chars` is empty where all is ASCII.
"""
HEAD: Final = struct.Struct(f"<{len(PARTS)}I")
_VALUED: Final = frozenset((RETURN, YIELD, EXCEPTION))


def packed(emit: Callable[[bytes], None]) -> MakeOutlet:
    """An outlet that emits payloads."""
    return partial(Packer, emit=emit)


@dataclass(slots=True)
class _Rows:
    """Rows that leave, in their order."""

    sites: list[int] = field(default_factory=list)
    frames: list[int] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    names: list[int] = field(default_factory=list)
    types: list[int] = field(default_factory=list)
    texts: list[str | None] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    results: list[str] = field(default_factory=list)
    outputs: tuple[dict[int, str], dict[int, str]] = field(default_factory=lambda: ({}, {}))


class Packer:
    """Takes complete rows out of lanes and emits them as payloads; its limits are those of `recorder.sink.Sink`."""

    n_frames = max_depth = 0
    steps_digest = ""
    """These the parent computes, who takes nobody's word for them."""

    def __init__(
        self,
        trace_id: str,  # noqa: ARG002  an outlet is given it
        sites: Sites,
        *,
        emit: Callable[[bytes], None],
        row_group: int,  # noqa: ARG002  rows come in groups as they are
        max_steps: int,
        max_chars: int | None,
    ) -> None:
        self._all = sites
        self._emit = emit
        self._max_steps = max_steps
        self._max_chars = max_chars
        self._chars = 0
        self._sent = _Sent()
        self._frames: tuple[list[int], ...] = ([], [], [], [])
        self.n_steps = 0
        self.n_cut = 0
        self.out_of_chars = False

    def take(self, segments: Sequence[tuple[Lane, int]]) -> None:
        """Emits rows: so many of each lane, in this order; a lane may come more than once."""
        for lane in {lane.number: lane for lane, _ in segments}.values():
            self._call(lane)
        rows = _Rows()
        for lane, n in segments:
            self._move(lane, n, rows)
        n = self._fitting(rows)
        if n <= 0:
            return
        if n < len(rows.sites):
            self._shorten(rows, n)
        self.n_steps += n
        self.n_cut += len(rows.sizes)
        payload, self._sent = self._payload(rows)
        for made in self._frames:
            made.clear()
        self._emit(payload)

    def peek(self, lane: Lane) -> bytes:
        """All rows of a lane as they would be emitted; nothing is taken or counted."""
        same, rows, frames = lane.copy(), _Rows(), self._frames
        self._frames = tuple(map(list, frames))
        try:
            self._call(same)
            self._move(same, len(lane.sites), rows)
            return self._payload(rows)[0]
        finally:
            self._frames = frames

    def _call(self, lane: Lane) -> None:
        """The frames called in a lane since it was last asked."""
        n = len(lane.depths)
        new = lane.made[:n], lane.callers[:n], lane.depths[:n], [lane.number] * n
        for column, values in zip(self._frames, new, strict=True):
            column.extend(values)
        del lane.made[:n], lane.callers[:n], lane.depths[:n]

    def _move(self, lane: Lane, n: int, rows: _Rows) -> None:
        """Takes the first rows of a lane."""
        sites = lane.sites[:n]
        valued = bytes(event in _VALUED for event in self._all.event)
        n_counts = sum([site & 1 for site in sites])
        counts = lane.counts[:n_counts]
        n_changes, n_results = sum(counts), sum([valued[site >> 1] for site in sites])
        types = lane.types[:n_changes]
        n_cut = sum([kind & 1 for kind in types if kind > 0])
        self._print(lane, n, rows)
        rows.sites += sites
        rows.frames += lane.frames[:n]
        rows.counts += counts
        rows.names += lane.names[:n_changes]
        rows.types += types
        rows.texts += lane.texts[:n_changes]
        rows.sizes += lane.sizes[:n_cut]
        rows.results += lane.results[:n_results]
        del lane.sites[:n], lane.frames[:n], lane.counts[:n_counts], lane.names[:n_changes]
        del lane.types[:n_changes], lane.texts[:n_changes], lane.sizes[:n_cut], lane.results[:n_results]
        lane.done += n

    def _print(self, lane: Lane, n: int, rows: _Rows) -> None:
        """What a lane's first rows wrote; what rows wrote that have left goes to the first."""
        start, n_taken = len(rows.sites), 0
        for row, stream, text in lane.outputs:
            if row - lane.done >= n:
                continue
            place = start + max(row - lane.done, 0)
            rows.outputs[stream][place] = rows.outputs[stream].get(place, "") + text
            n_taken += 1
        del lane.outputs[:n_taken]

    def _fitting(self, rows: _Rows) -> int:
        """How many of the rows are within the limits."""
        n = min(len(rows.sites), self._max_steps - self.n_steps)
        if self._max_chars is None or self.out_of_chars:
            return 0 if self.out_of_chars else n
        whole = self._chars + sum(map(len, rows.results)) + sum([len(text) for text in rows.texts if text])
        fits = len(rows.sites)
        if whole > self._max_chars:
            used = list(accumulate(self._row_chars(rows), initial=self._chars))
            fits = bisect_right(used, self._max_chars) - 1
            self.out_of_chars = fits < n
        self._chars = whole
        return min(n, fits)

    def _row_chars(self, rows: _Rows) -> Iterable[int]:
        counts, texts, results = iter(rows.counts), iter(rows.texts), iter(rows.results)
        for site in rows.sites:
            chars = len(next(results)) if self._all.event[site >> 1] in _VALUED else 0
            for _ in range(next(counts) if site & 1 else 0):
                chars += len(next(texts) or "")
            yield chars

    def _shorten(self, rows: _Rows, n: int) -> None:
        del rows.sites[n:], rows.frames[n:]
        del rows.counts[sum(site & 1 for site in rows.sites) :]
        n_changes = sum(rows.counts)
        del rows.names[n_changes:], rows.types[n_changes:], rows.texts[n_changes:]
        del rows.sizes[sum(kind > 0 and kind & 1 for kind in rows.types) :]
        del rows.results[sum(self._all.event[site >> 1] in _VALUED for site in rows.sites) :]
        for filed in rows.outputs:
            for row in [row for row in filed if row >= n]:
                del filed[row]

    def _payload(self, rows: _Rows) -> tuple[bytes, _Sent]:
        sites, sent = self._all, self._sent
        value_bytes, values = _texts(rows.texts)
        chars = b"" if values.isascii() else _numbers([len(text or "") for text in rows.texts])
        parts = [
            *map(_numbers, (rows.sites, rows.frames, rows.counts, rows.names, rows.types, rows.sizes)),
            *(value_bytes, values, chars, *_texts(rows.results)),
        ]
        for filed in rows.outputs:
            places = sorted(filed)
            parts += [_numbers(places), *_texts([filed[place] for place in places])]
        parts += map(_numbers, self._frames)
        parts.append(_numbers(sites.event[sent.sites :]))
        parts += [column[sent.sites :].tobytes() for column in (sites.line, sites.function, sites.file)]
        for table, n in zip(_tables(sites), sent.words, strict=True):
            parts += _texts(table.texts[n:])
        now = _Sent(len(sites.event), tuple(len(table.texts) for table in _tables(sites)))
        return HEAD.pack(*map(len, parts)) + b"".join(parts), now


@frozen
class _Sent:
    """How much of the tables the parent has."""

    sites: int = 0
    words: tuple[int, ...] = (0, 0, 0, 0)


def _tables(sites: Sites) -> tuple[Table, Table, Table, Table]:
    return sites.functions, sites.files, sites.names, sites.types


def _numbers(values: Sequence[int]) -> bytes:
    return array("i", values).tobytes() if values else b""


def _texts(values: Sequence[str | None]) -> tuple[bytes, bytes]:
    """Lengths and text; lone surrogates become their escapes."""
    if not values:
        return b"", b""
    whole = "".join(filter(None, values))
    if whole.isascii():
        return _numbers([-1 if text is None else len(text) for text in values]), whole.encode()
    parts = list(map(str.encode, [text or "" for text in values], repeat("utf-8"), repeat("backslashreplace")))
    sizes = [-1 if text is None else len(part) for text, part in zip(values, parts, strict=True)]
    return _numbers(sizes), b"".join(parts)
