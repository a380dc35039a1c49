"""Two runs side by side in Chromium, 5,000 turns each: how soon they are ready, aligned, and a key press."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright
from stepper import ARGS, chromium, serving
from table import Row
from trajectory_page import LONG, TURNS, keys, make_turns, opened, ready

from tracewalk.agents.align import Run, align
from tracewalk.agents.likeness import likenesses
from tracewalk.lake import Lake
from tracewalk.links import TrajectoryFocus
from tracewalk.model import Trajectory

__all__ = ["measure"]

OTHER = "c" * 32
MOVES = {
    "→": ["ArrowRight"] * 200,
    "←": ["ArrowLeft"] * 100,
    "N": ["n"] * 60,
    "T": ["t"] * 40,
    "ends": ["End", "Home"] * 15,
}


def measure() -> list[Row]:
    """A row for the alignment alone, one for the page, one for the keys."""
    with tempfile.TemporaryDirectory() as folder:
        lake = Path(folder) / "lake"
        _make(lake)
        with serving(lake, Path(folder) / "log.txt") as base, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=ARGS)
            try:
                page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
                url = f"{base}/{TrajectoryFocus(LONG, turn=TURNS // 2, other=OTHER).url()}"
                told = opened(page, url, f"Two runs of {TURNS:,} turns ready, side by side, in a warm context", turns=2)
                ready(page, f"{base}/{TrajectoryFocus(LONG, turn=10, other=OTHER).url()}")
                return [_aligned(), told, keys(page, f"in two runs of {TURNS:,} turns", MOVES, "data-row")]
            finally:
                browser.close()


def _make(folder: Path) -> None:
    with Lake.create(folder) as lake, lake.writer() as writer:
        for seed, run_id in enumerate((LONG, OTHER)):
            turns, changes = make_turns(seed)
            writer.add_trajectory(Trajectory(run_id, "long", "openhands", task_id="t", n_turns=TURNS), turns, changes)


def _aligned() -> Row:
    left, right = (Run(*make_turns(seed)) for seed in range(2))
    start = time.process_time()
    likenesses(left, right, align(left, right).pairs)
    return Row(f"Two runs of {TURNS:,} turns aligned, CPU", f"{time.process_time() - start:.2f} s", "")
