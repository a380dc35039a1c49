"""Reading many traces whole, a batch at a time: fast in bulk, and flat in memory."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tracewalk.errors import NotFound
from tracewalk.frozen import frozen
from tracewalk.lake.lake import as_trace
from tracewalk.model import Item

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pyarrow as pa

    from tracewalk.lake.lake import Lake
    from tracewalk.model import Trace

__all__ = ["Whole", "read_many"]

_TRACES = 1_024
"""Of a batch at most; its steps are about a row group, or one trace's where that has more."""


@frozen
class Whole:
    """A trace with all that belongs to it."""

    trace: Trace
    """With its `steps`: the columns of `STEPS`, ordered."""
    sources: dict[str, str]
    """Program id -> text, of all its files that the lake has."""
    items: tuple[Item, ...]
    """In the order of dataset and task id."""


def read_many(lake: Lake, ids: Iterable[str] | pa.ChunkedArray) -> Iterator[Whole]:
    """The traces with these ids, in this order. Raises `NotFound` for one that the lake does not have."""
    for batch in _batches(lake, map(str, ids)):
        yield from _read(lake, batch)


def _batches(lake: Lake, ids: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    n_steps = 0
    for trace_id in ids:
        more = lake.n_steps(trace_id)
        if batch and (len(batch) == _TRACES or n_steps + more > lake.settings.row_group):
            yield batch
            batch, n_steps = [], 0
        batch.append(trace_id)
        n_steps += more
    if batch:
        yield batch


def _read(lake: Lake, ids: Sequence[str]) -> Iterator[Whole]:
    traces = {row["trace_id"]: as_trace(row) for row in _rows(lake, "traces_of", ids)}
    if gone := [trace_id for trace_id in ids if trace_id not in traces]:
        raise NotFound(f"trace {gone[0]} and {len(gone) - 1:,} others have left {lake.path} since they were chosen")
    steps = _steps(lake, traces)
    sources = {row["program_id"]: row["text"] for row in _rows(lake, "programs_of", _programs(traces.values()))}
    items: dict[str, list[Item]] = {}
    for row in _rows(lake, "items_of", ids):
        items.setdefault(row["trace_id"], []).append(Item(**row | {"tags": tuple(row["tags"] or ())}))
    for trace_id in ids:
        trace = traces[trace_id]
        own = {program: sources[program] for program in _programs([trace]) if program in sources}
        yield Whole(replace(trace, steps=steps[trace_id]), own, tuple(items.get(trace_id, ())))


def _steps(lake: Lake, traces: dict[str, Trace]) -> dict[str, pa.Table]:
    """The steps of each trace: slices of one answer."""
    rows = lake.query("lake/steps_of", {"ids": list(traces)})
    found: dict[str, pa.Table] = {}
    start = 0
    for trace_id in sorted(traces):
        n_steps = traces[trace_id].n_steps
        found[trace_id] = rows.slice(start, n_steps)
        start += n_steps
    return found


def _rows(lake: Lake, name: str, ids: Sequence[str]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = lake.query(f"lake/{name}", {"ids": list(ids)}).to_pylist()
    return rows


def _programs(traces: Iterable[Trace]) -> list[str]:
    return list(dict.fromkeys(file.program_id for trace in traces for file in trace.files))
