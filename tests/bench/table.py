"""What a part of the benchmark gives: rows of one Markdown table."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

__all__ = ["HEAD", "Row", "cpu", "percentile", "wall"]


HEAD = "| measured | result | aim |\n|---|---|---|"


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    measured: str
    aim: str = ""

    def __str__(self) -> str:
        return f"| {self.what} | {self.measured} | {self.aim} |"


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below which so many percent of them are."""
    return sorted(values)[min(int(len(values) * percent / 100), len(values) - 1)]


def cpu(call: Callable[..., object], *args: object) -> float:
    """CPU seconds of this process, all threads, for one call."""
    began = time.process_time()
    call(*args)
    return time.process_time() - began


def wall(call: Callable[..., object], *args: object) -> float:
    """Seconds by the clock for one call."""
    began = time.perf_counter()
    call(*args)
    return time.perf_counter() - began
