"""What a part of the benchmark gives: rows of one Markdown table."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

__all__ = ["Row", "cpu", "markdown", "percentile", "wall"]


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    measured: str
    aim: str = ""


def markdown(rows: Sequence[Row]) -> str:
    """The table as the README shows it."""
    lines = ["| measured | result | aim |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {row.what} | {row.measured} | {row.aim} |" for row in rows)])


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
