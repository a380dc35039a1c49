"""Benchmark results so few that every answer about them can be found by reading them; beside the rest of `small.py`.

`tiny` is a suite of the programs of the dataset `tiny`, `runs` of tasks that agents worked on, `sums` of a problem set.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from tracewalk.model import Result

__all__ = ["made"]

_MOMENT = datetime(2026, 1, 2, tzinfo=UTC)

_ANSWERS = (
    # suite, task, model, sample, passed
    ("tiny", "total", "ada", 0, 1),
    ("tiny", "words", "ada", 0, 1),
    ("tiny", "empty", "ada", 0, 0),
    ("tiny", "total", "lab/Bob", 0, 1),
    ("tiny", "total", "lab/Bob", 1, 0),
    ("tiny", "words", "lab/Bob", 0, 0),
    ("tiny", "words", "lab/Bob", 1, 0),
    ("runs", "sum", "bob", None, 0),
    ("runs", "sum", "cy", None, 1),
    ("sums", "one", "cy", 0, 1),
)
_TOTALS = (
    # suite, model, metric, value, n, passed, published
    ("tiny", "ada", "pass@1", 0.9, 3, None, False),  # the tasks say it themselves
    ("tiny", "ada", "pass@2", 0.75, 3, None, False),
    ("runs", "eve", "pass@1", 0.5, 10, 5, False),
    ("tiny", "CWM", "pass@1", 0.5, None, None, True),
)


def made() -> Iterator[Result]:
    """The results, of one run of each model."""
    for number, (suite, task, model, sample, passed) in enumerate(_ANSWERS, 0x501):
        yield Result(
            f"{number:032x}", suite, None, task, model, "pass@1", float(passed), "a file", _MOMENT, sample, 1, passed,
            source_file="a.json",
        )  # fmt: skip
    for number, (suite, model, metric, value, n, passed, published) in enumerate(_TOTALS, 0x601):
        yield Result(
            f"{number:032x}", suite, None, None, model, metric, value, "a paper" if published else "a file", _MOMENT,
            None, n, passed, published, None if published else "a.json",
        )  # fmt: skip
