"""The Accuracy page over a hundred thousand predictions of one model: its queries, and its first figure in Chromium.

`TRACEWALK_BENCH_PREDICTIONS` names a lake that large_predictions.py made with `--models 1`, so that nearly all of its
predictions are compared at a time; else one is made first, which takes some minutes.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import large_predictions
from playwright.sync_api import Page, sync_playwright
from stepper import ARGS, chromium, serving
from table import Row, wall

from tracewalk.lake import Lake
from tracewalk.links import Accuracy
from tracewalk.web.accuracy.cells import examples, read_cell
from tracewalk.web.accuracy.cohorts import shown
from tracewalk.web.accuracy.curves import curves
from tracewalk.web.accuracy.selection import Selection, choose, cohorts, run
from tracewalk.web.accuracy.table9 import FINER, TABLE_9, measured

__all__ = ["measure"]

PREDICTIONS, TRACES = 100_000, 20_000
ROUNDS = 5
FIGURE = "[class*=st-key-figure_survival] .main-svg"
LAST = "[class*=st-key-figure_size] .main-svg"


def measure() -> list[Row]:
    """The lake, the queries, the page."""
    with _lake() as folder:
        with Lake.open(folder) as lake:
            selection = _chosen(lake)
            rows = [_size(lake, selection), _first(lake), *_counted(lake, selection), _examples(lake, selection)]
        return [*rows, *_page(folder)]


@contextmanager
def _lake() -> Iterator[Path]:
    if given := os.environ.get("TRACEWALK_BENCH_PREDICTIONS"):
        yield Path(given)
        return
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "lake"
        large_predictions.make(made, predictions=PREDICTIONS, traces=TRACES, models=1)
        yield made


def _chosen(lake: Lake) -> Selection:
    focus = Accuracy()
    return choose(lake.cursor(), focus, shown(cohorts(lake.cursor(), focus), focus))


def _size(lake: Lake, selection: Selection) -> Row:
    steps = sum(shard.n_rows for shard in lake.catalog.shards("predicted_steps"))
    all_ = lake.catalog.count("predictions")
    told = f"{all_:,} predictions, {steps:,} predicted steps; {len(selection):,} compared, in {len(selection.cohorts)}"
    return Row("the lake of predictions", f"{told} cohorts")


def _first(lake: Lake) -> Row:
    """What the server does before the first figure."""

    def first() -> None:
        run(lake.cursor(), "options", {})
        selection = _chosen(lake)
        measured(selection, TABLE_9)
        measured(selection, FINER)
        curves(selection)

    return Row("Accuracy, counted for Table 9 and the survival curve, ms", f"{_median(first):.0f}")


def _counted(lake: Lake, selection: Selection) -> list[Row]:
    chosen = selection.registered()
    steps = _median(lambda: run(lake.cursor(), "by_step", {"roots": False}, chosen=chosen))
    values = _median(lambda: run(lake.cursor(), "by_value", {}, chosen=chosen))
    return [Row("Accuracy, steps counted four ways / values two ways, ms", f"{steps:.0f} / {values:.0f}")]


def _examples(lake: Lake, selection: Selection) -> Row:
    times = []
    for cell in ("first~{}~state", "number~{}~20", "type~{}~int"):
        where = read_cell(selection, cell.format(selection.keys[0]))
        times.append(_median(lambda where=where: examples(lake.cursor(), selection, where)))  # type: ignore[misc]
    each = " / ".join(f"{time:.0f}" for time in times)
    return Row("Accuracy, the examples of a first error / a step's bin / a value's type, ms", each)


def _median(call: Callable[[], object]) -> float:
    """Milliseconds."""
    call()
    return 1e3 * median(wall(call) for _ in range(ROUNDS))


def _page(folder: Path) -> list[Row]:
    with (
        tempfile.TemporaryDirectory() as logs,
        serving(folder, Path(logs) / "log.txt") as base,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGS)
        try:
            page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
            page.goto(base)  # loads the application's scripts, as the Trace page's bench does
            page.locator("[data-testid=stPlotlyChart] .main-svg").first.wait_for(timeout=60_000)
            first, last = _shown(page, base)
            again = [_shown(page, base) for _ in range(ROUNDS)]
        finally:
            browser.close()
    told = " and ".join(f"{median(times):.2f} s" for times in zip(*again, strict=True))
    return [
        Row("Accuracy, first figure in a warm browser, nothing counted before", f"{first:.2f} s", "< 2 s"),
        Row("Accuracy, all figures then", f"{last:.2f} s"),
        Row("Accuracy, first and all figures where they were counted before, median", told),
    ]


def _shown(page: Page, base: str) -> tuple[float, float]:
    """Seconds from the navigation to the survival curve, and to the last figure."""
    page.goto("about:blank")
    page.wait_for_timeout(1_000)
    began = time.perf_counter()
    page.goto(f"{base}/{Accuracy().url()}", wait_until="commit")
    page.locator(FIGURE).first.wait_for(timeout=60_000)
    first = time.perf_counter() - began
    page.locator(LAST).first.wait_for(timeout=60_000)
    return first, time.perf_counter() - began
