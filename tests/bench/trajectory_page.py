"""The page of a trajectory in Chromium: 5,000 turns, and a turn of 10 MB; how soon it is ready, and a key press."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from stepper import ARGS, OPENED, PRESS, chromium, serving
from table import Row, percentile

from tracewalk.lake import Lake
from tracewalk.links import TrajectoryFocus
from tracewalk.model import StateChange, ToolCall, Trajectory, Turn

__all__ = ["LONG", "TURNS", "keys", "make_turns", "measure", "opened"]

TURNS = 5_000
LONG, WIDE = "a" * 32, "b" * 32
OUTPUT = "".join(f"line {n:07d}: some output of a test that goes on and on\n" for n in range(190_000))
MOVES = {
    "→": ["ArrowRight"] * 200,
    "←": ["ArrowLeft"] * 100,
    "N": ["n"] * 60,
    "T": ["t"] * 40,
    "ends": ["End", "Home"] * 15,
}
MESSAGE = "I look at **that** next, as `this` says.\n\n- one\n- two\n"


def measure() -> list[Row]:
    """A row for each run that is opened, a row for the keys."""
    with tempfile.TemporaryDirectory() as folder:
        lake = Path(folder) / "lake"
        _make(lake)
        with serving(lake, Path(folder) / "log.txt") as base, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=ARGS)
            try:
                return _measure(browser, base)
            finally:
                browser.close()


def make_turns(seed: int = 0) -> tuple[list[Turn], list[StateChange]]:
    """A run of many turns, every fifth an edit and every seventh a test; with a seed, every ninth turn is another."""
    turns = [Turn(0, "user", "prompt", message="Mend it.")]
    changes: list[StateChange] = []
    for n in range(1, TURNS):
        kind = "edit" if n % 5 == 0 else "test" if n % 7 == 0 else "run"
        target = f"step_{n + seed * TURNS if n % 9 == 0 else n}.py"
        call = ToolCall("bash", f"python {target} --verbose", f"c{n}", kind, target, f"step {n}\n" * 60, 0)
        turns.append(Turn(n, "agent", kind, MESSAGE, calls=(call,), prompt_tokens=n * 20, cost=0.001))
        if kind == "edit":
            diff = f"@@ -{n} +{n} @@\n-old {n}\n+new {n + seed}\n"
            path = f"/app/file_{n % 40}.py"
            changes.append(
                StateChange(len(changes), n, 0, "file", "derived", "sed", path=path, action="edit", diff=diff)
            )
        elif kind == "test":
            changes.append(StateChange(len(changes), n, 0, "tests", "derived", "pytest", passed=n, failed=n % 2))
    return turns, changes


def _make(folder: Path) -> None:
    """That run, and one with an output of 10 MB."""
    turns, changes = make_turns()
    wide = [
        *turns[:3],
        Turn(3, "agent", "run", calls=(ToolCall("bash", "make test", "c", "run", "make test", OUTPUT, 0),)),
        *(Turn(n, "agent", "say", f"turn {n}") for n in range(4, 40)),
    ]
    with Lake.create(folder) as lake, lake.writer() as writer:
        writer.add_trajectory(Trajectory(LONG, "long", "openhands", n_turns=TURNS), turns, changes)
        writer.add_trajectory(Trajectory(WIDE, "wide", "openhands"), wide, [])


def _measure(browser: Browser, base: str) -> list[Row]:
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    told = {
        f"Trajectory of {TURNS:,} turns ready in a warm context": TrajectoryFocus(LONG, TURNS // 2),
        f"Trajectory at a turn of {len(OUTPUT) / 1e6:.0f} MB ready": TrajectoryFocus(WIDE, 3),
    }
    rows = [opened(page, f"{base}/{focus.url()}", name) for name, focus in told.items()]
    ready(page, f"{base}/{TrajectoryFocus(LONG, 10).url()}")
    return [*rows, keys(page, "in 5,000 turns", MOVES)]


def opened(page: Page, url: str, name: str, turns: int = 1) -> Row:
    """A row for how soon a page is ready."""
    ready(page, url, turns)
    times = [ready(page, url, turns) for _ in range(OPENED)]
    told = f"{percentile(times, 50) / 1e3:.2f} s (slowest {max(times) / 1e3:.2f} s)"
    return Row(f"{name}, median of {OPENED}", told, "< 1.5 s")


def ready(page: Page, url: str, turns: int = 1) -> float:
    """Milliseconds from the navigation until the turn stands there, whole; or so many."""
    page.goto("about:blank")
    page.goto(url, wait_until="commit")
    page.locator(".tw[data-ready] .whole-turn").nth(turns - 1).wait_for(timeout=60_000)
    return float(page.evaluate("performance.now()"))


def keys(page: Page, where: str, moves: dict[str, list[str]], place: str = "data-turn") -> Row:
    """A row for key presses; `place` is the attribute that says where the page is."""
    page.wait_for_timeout(1_500)  # Streamlit settles around the element
    root = page.locator(".tw").element_handle()
    times: dict[str, list[float]] = {}
    for label, pressed in moves.items():
        before = page.locator(".tw").get_attribute(place)
        times[label] = page.evaluate(PRESS, [root, pressed])
        if page.locator(".tw").get_attribute(place) == before:
            raise RuntimeError(f"{label} moved nothing: what was measured is not a step")
    each = ", ".join(f"{key} {percentile(t, 50):.1f} ({percentile(t, 95):.1f})" for key, t in times.items())
    every = [time for taken in times.values() for time in taken]
    told = f"**p95 {percentile(every, 95):.1f}** of {len(every)} presses; median (p95): {each}"
    return Row(f"a key press {where}, script and layout, ms", told, "p95 < 16")
