"""Server time of the Trajectories page over 100,000 runs, unless it is given another lake.

`TRACEWALK_BENCH_TRAJECTORIES` names a lake that large_trajectories.py made; else one is made first, in some minutes.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import large_trajectories
from table import Row, cpu, wall

from tracewalk.lake import Lake
from tracewalk.links import RUN_SORTS, Trajectories, read_trajectories
from tracewalk.settings import load
from tracewalk.web.trajectories.grid import grid
from tracewalk.web.trajectories.index import RunIndex
from tracewalk.web.trajectories.listing import facets, page
from tracewalk.web.trajectories.search import begin

__all__ = ["measure"]

ROUNDS = 9
AIM = "< 150 ms"


def measure() -> list[Row]:
    """Each filter alone, orders, later pages, the values that the filters offer, the grid, text anywhere, Home."""
    with _lake() as folder, Lake.open(folder) as lake:
        index = RunIndex(lake)
        first = wall(index.size)
        size = Row(
            "the lake of agents' runs", f"{index.size():,} trajectories; the list's index is fed in {first:.1f} s, once"
        )
        return [size, *_lists(index), *_parts(index), *_texts(lake, index), _home(index)]


@contextmanager
def _lake() -> Iterator[Path]:
    if given := os.environ.get("TRACEWALK_BENCH_TRAJECTORIES"):
        yield Path(given)
        return
    with tempfile.TemporaryDirectory() as folder:
        large_trajectories.make(Path(folder) / "lake")
        yield Path(folder) / "lake"


def _lists(index: RunIndex) -> list[Row]:
    """One row a filter: the worst of the values that it is tried with."""
    rows = load().page_rows
    offered = facets(index, Trajectories())
    tried = {"nothing": [Trajectories()]} | {
        name: [read_trajectories({name: value}) for value in (*_some(values), "no such")]
        for name, values in offered.items()
        if name != "outcome"
    }
    tried["outcome"] = [Trajectories(outcome=value) for value in offered["outcome"]]
    tried["cost, tokens, turns"] = [
        Trajectories(min_cost=1.0, max_cost=2.0),
        Trajectories(min_tokens=1_000_000),
        Trajectories(max_turns=4),
    ]
    tried["order"] = [Trajectories(sort=sort) for sort in RUN_SORTS]
    later = page(index, Trajectories(sort="name"), rows).following
    for _ in range(100):
        later = page(index, later or Trajectories(), rows).following
    tried["a later page"] = [later or Trajectories()]
    return [_row(f"Trajectories by {name}", page, [(index, asked, rows) for asked in tried[name]]) for name in tried]


def _some(values: dict[str, int]) -> list[str]:
    """The commonest, one in the middle and the rarest."""
    listed = list(values)
    return [listed[0], listed[len(listed) // 2], listed[-1]]


def _parts(index: RunIndex) -> list[Row]:
    narrow = [Trajectories(), Trajectories(model="alder-1b"), Trajectories(outcome="solved", tool="grep")]
    rows = load().page_rows
    return [
        _row("Values that the filters offer (kept until lake or filters change)", facets, [(index, a) for a in narrow]),
        _row("The grid of outcomes by task and model", grid, [(index, asked, rows) for asked in narrow]),
    ]


def _texts(lake: Lake, index: RunIndex) -> list[Row]:
    texts = {"value error": "in many", "run_77777_2": "in one", "nowhere": "in none"}
    told = [f"{_median(_search, lake, index, Trajectories(text=text)):.0f} ms {where}" for text, where in texts.items()]
    one = _median(_search, lake, index, Trajectories(text="nowhere", model="alder-1b", dataset="bench-0"))
    return [Row("Text anywhere in the turns of all", f"{', '.join(told)}; {one:.0f} ms in those of one model", "")]


def _search(lake: Lake, index: RunIndex, asked: Trajectories) -> None:
    begin(lake, index, asked, 600.0).settled(within=600.0)


def _home(index: RunIndex) -> Row:
    given: dict[str, dict[str, int]] = {"totals": {}, "outcomes": {"most": 8}, "lengths": {}, "examples": {"most": 6}}
    times = {name: _median(index.query, name, params) for name, params in given.items()}
    each = ", ".join(f"{name} {time:.0f}" for name, time in times.items())
    return Row("Home's queries about runs, ms (kept until the lake changes)", f"{sum(times.values()):.0f} ({each})")


def _row(what: str, call: Callable[..., object], tried: list[tuple[object, ...]]) -> Row:
    times = [_median(call, *given) for given in tried]
    busy = max(1e3 * cpu(call, *given) for given in tried)
    return Row(what, f"{max(times):.0f} ms, the worst of {len(times)} ({busy:.0f} ms of CPU, all threads)", AIM)


def _median(call: Callable[..., object], *args: object) -> float:
    """Milliseconds; fewer rounds of what is slow."""
    first = wall(call, *args)
    return 1e3 * median(wall(call, *args) for _ in range(ROUNDS if first < 1 else 3))
