"""Server time of the Traces page and of Home over a large lake, a million traces unless it is given another.

`TRACEWALK_BENCH_LAKE` names a lake that large_lake.py made; else one is made first, which takes some minutes.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import large_lake
from table import Row, wall

from tracewalk.lake import Lake
from tracewalk.links import Browse
from tracewalk.settings import load
from tracewalk.web.browse import page, programs_with
from tracewalk.web.index import Index

__all__ = ["measure"]

ROUNDS = 15
HOME: dict[str, dict[str, int]] = {name: {} for name in ("totals", "outcomes", "lengths", "events", "recent")} | {
    "value_types": {"sample": 200_000, "first": 1_000}
}


def measure() -> list[Row]:
    """Each filter alone, text in the source, Home."""
    with _lake() as folder, Lake.open(folder) as lake:
        index = Index(lake)
        first = wall(index.query, "datasets")
        return [_size(lake, first), *_filters(index), *_texts(lake, index), *_home(lake)]


@contextmanager
def _lake() -> Iterator[Path]:
    if given := os.environ.get("TRACEWALK_BENCH_LAKE"):
        yield Path(given)
        return
    with tempfile.TemporaryDirectory() as folder:
        large_lake.make(Path(folder) / "lake", **large_lake.SIZE)
        yield Path(folder) / "lake"


def _size(lake: Lake, first: float) -> Row:
    totals = lake.query("home/totals").to_pylist()[0]
    told = ", ".join(f"{totals[name]:,} {name}" for name in ("traces", "steps", "programs", "datasets"))
    return Row("the large lake", f"{told}; the list's index is fed in {first:.1f} s, once")


def _filters(index: Index) -> list[Row]:
    """One row a filter: the worst of the values that it is tried with."""
    common = {name: _values(index, *query) for name, query in _LISTS.items()}
    tried = {
        "nothing": [Browse()],
        "dataset": [Browse(dataset=value) for value in common["dataset"]],
        "outcome": [Browse(outcome=value) for value in ("returned", "raised", "truncated")],
        "function": [Browse(func=value) for value in [*common["func"], "no_such"]],
        "exception": [Browse(exception=value) for value in [*common["exception"], "NoSuch"]],
        "length": [
            Browse(min_steps=1),
            Browse(min_steps=100),
            Browse(max_steps=10),
            Browse(min_steps=20, max_steps=30),
        ],
        "order": [Browse(sort=value) for value in ("oldest", "longest", "shortest", "deepest", "name")],
    }
    return [_row(f"Traces, first page by {name}", index, browses) for name, browses in tried.items()]


_LISTS = {"dataset": ("datasets", "dataset"), "func": ("functions", "func"), "exception": ("exceptions", "exception")}


def _values(index: Index, query: str, column: str) -> list[str]:
    """The commonest, one in the middle and the rarest that the page offers."""
    listed = [row[column] for row in index.query(query)]
    return [listed[0], listed[len(listed) // 2], listed[-1]]


def _row(what: str, index: Index, browses: list[Browse]) -> Row:
    rows = load().page_rows
    times = [_median(page, index, browse, rows) for browse in browses]
    return Row(what, f"{max(times):.0f} ms, the worst of {len(times)}", "< 150 ms")


def _median(call: Callable[..., object], *args: object) -> float:
    """Milliseconds; fewer rounds of what is slow."""
    first = wall(call, *args)
    return 1e3 * median(wall(call, *args) for _ in range(ROUNDS if first < 1 else 3))


def _texts(lake: Lake, index: Index) -> list[Row]:
    texts = {"def ": "in every program", "heapq": "in some", "variant 777\n": "in one", "nowhere": "in none"}
    times = [f"{_median(_search, lake, index, text):.0f} ms {where}" for text, where in texts.items()]
    return [Row("Traces, first 50 hits of a text in the source", ", ".join(times), "< 2 s")]


def _search(lake: Lake, index: Index, text: str) -> None:
    page(index, Browse(text=text), load().page_rows, programs_with(lake.cursor(), text))


def _home(lake: Lake) -> list[Row]:
    times = {}
    for query, given in HOME.items():
        times[query] = _median(lake.query, f"home/{query}", given)
    each = ", ".join(f"{query} {time:.0f}" for query, time in times.items())
    return [Row("Home's queries, ms (kept until the lake changes)", f"{sum(times.values()):.0f} ({each})")]
