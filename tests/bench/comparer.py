"""Compare in Chromium on a prediction of 20,000 steps, half of them wrong: a key press, and how soon it is ready."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import work
from playwright.sync_api import Browser, sync_playwright
from recording import into
from samples import make_id
from stepper import ARGS, OPENED, chromium, pressed, ready, serving
from table import Row, percentile

from tracewalk.lake import Lake
from tracewalk.links import Focus

__all__ = ["measure"]

STEPS = 20_000
MOVES = {"→": ("ArrowRight", 200), "←": ("ArrowLeft", 200), "N": ("n", 20), "P": ("p", 20), "]": ("]", 50)}
"""Key, and how often it is pressed; in this order."""


def measure() -> list[Row]:
    """A row for the page, a row for the keys."""
    with tempfile.TemporaryDirectory() as folder:
        lake = Path(folder) / "lake"
        focus = _predicted(lake)
        with serving(lake, Path(folder) / "log.txt") as base, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=ARGS)
            try:
                return _measure(browser, f"{base}/{focus.url()}")
            finally:
                browser.close()


def _predicted(folder: Path) -> Focus:
    """A lake with one long trace and a prediction that goes wrong in its middle, and again in a hundred places."""
    sys.path.append(str(Path(__file__).parents[2]))
    from tests.said import say, with_value

    with Lake.create(folder) as lake:
        with lake.writer() as writer:
            trace = into(writer, (work.strings, lambda: (STEPS // 4,)), make_id("strings"))
        middle = trace.n_steps // 2
        steps = lake.steps(trace.trace_id).to_pylist()
        lines = [s["step"] for s in steps if s["event"] == "line" and s["step"] > middle and s["changes"]]
        wrong = [with_value(step, "text", repr("z" * 20)) for step in lines[: 100 * 40 : 40]]
        prediction = say(lake, trace.trace_id, *wrong)
    return Focus(trace.trace_id, var="text", prediction=prediction)


def _measure(browser: Browser, url: str) -> list[Row]:
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    ready(page, url)
    times = [ready(page, url) for _ in range(OPENED)]
    told = f"{percentile(times, 50) / 1e3:.2f} s (slowest {max(times) / 1e3:.2f} s)"
    page.wait_for_timeout(1_000)  # Streamlit settles around the element
    return [
        Row(f"Compare of {STEPS:,} predicted steps ready in a warm context, median of {OPENED}", told, "< 1.5 s"),
        Row(
            "a key press on Compare, script and layout, ms",
            pressed(page, {label: [key] * n for label, (key, n) in MOVES.items()}),
            "p95 < 16",
        ),
    ]
