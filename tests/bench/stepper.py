"""The stepper in Chromium on a trace of nearly 200,000 steps: a key press, and how soon the page is ready."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import work
from playwright.sync_api import Browser, Page, sync_playwright
from recording import into
from samples import make_id
from table import Row, percentile

from tracewalk.lake import Lake
from tracewalk.links import Focus

__all__ = ["ARGS", "OPENED", "chromium", "measure", "pressed", "ready", "serving"]

ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
OPENED = 10
MOVES = {"→": ("ArrowRight", 300), "←": ("ArrowLeft", 200), "]": ("]", 100), "[": ("[", 100), "↓": ("ArrowDown", 100)}
"""Key, and how often it is pressed; in this order."""
ENDS = ("End", "Home")
"""Pressed in turns, as the farthest jumps."""
PRESS = """([element, keys]) => {
    const times = [];
    for (const key of keys) {
        const began = performance.now();
        document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
        void element.offsetHeight;
        times.push(performance.now() - began);
    }
    return times;
}"""
"""The keys are dispatched in the page, and the layout is forced: script and layout, without painting."""


def measure() -> list[Row]:
    """A row for the page, a row for the keys."""
    with tempfile.TemporaryDirectory() as folder:
        lake = Path(folder) / "lake"
        steps = _record(lake)
        with serving(lake, Path(folder) / "log.txt") as base, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=ARGS)
            try:
                return _measure(browser, base, steps)
            finally:
                browser.close()


def _record(folder: Path) -> int:
    with Lake.create(folder) as lake, lake.writer() as writer:
        return into(writer, (work.mixed, tuple), make_id("mixed")).n_steps


def _measure(browser: Browser, base: str, steps: int) -> list[Row]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    url = f"{base}/{Focus(make_id('mixed'), steps // 2, var='seen').url()}"
    ready(page, url)
    times = [ready(page, url) for _ in range(OPENED)]
    rows = [
        Row(
            f"Trace page of {steps:,} steps ready in a warm context, median of {OPENED}",
            f"{percentile(times, 50) / 1e3:.2f} s (slowest {max(times) / 1e3:.2f} s)",
            "< 1.5 s",
        )
    ]
    return [*rows, _keys(page)]


def ready(page: Page, url: str) -> float:
    """Milliseconds from the navigation until the stepper can be used."""
    page.goto("about:blank")
    page.goto(url, wait_until="commit")
    page.locator(".tw[data-ready]").wait_for(timeout=60_000)
    return float(page.evaluate("window.__tracewalk.ready"))


def _keys(page: Page) -> Row:
    page.wait_for_timeout(1_000)  # Streamlit settles around the element
    moves = {**{label: [key] * n for label, (key, n) in MOVES.items()}, "End/Home": [*ENDS] * 15}
    return Row("a key press, script and layout, ms", pressed(page, moves), "p95 < 16")


def pressed(page: Page, moves: dict[str, list[str]]) -> str:
    """What the presses take, in words; in the order given."""
    stepper = page.locator(".tw").element_handle()
    times: dict[str, list[float]] = {}
    for label, keys in moves.items():
        before = page.locator(".tw").get_attribute("data-step")
        times[label] = page.evaluate(PRESS, [stepper, keys])
        if page.locator(".tw").get_attribute("data-step") == before:
            raise RuntimeError(f"{label} moved nothing: what was measured is not a step")
    each = ", ".join(f"{key} {percentile(t, 50):.1f} ({percentile(t, 95):.1f})" for key, t in times.items())
    every = [time for pressed in times.values() for time in pressed]
    return f"**p95 {percentile(every, 95):.1f}** of {len(every)} presses; median (p95): {each}"


def chromium() -> str:
    """Path of the browser."""
    found = os.environ.get("TRACEWALK_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        raise RuntimeError("no Chromium: TRACEWALK_CHROMIUM names one")
    return found


@contextmanager
def serving(lake: Path, log: Path) -> Iterator[str]:
    """`tracewalk serve LAKE` in a process of its own; gives its URL."""
    command = [sys.executable, "-m", "tracewalk", "serve", str(lake), "--port", "18700"]
    with log.open("w") as err:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=err)
        try:
            yield _url(process, log)
        finally:
            process.terminate()
            process.wait(15)


def _url(process: subprocess.Popen[bytes], log: Path) -> str:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        if found := re.search(r"open at (http://\S+)", log.read_text()):
            time.sleep(2)  # it says so a little before it listens
            return found[1].rstrip("/")
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text()}")
