"""The formats of result files, each found by what a file holds; one that is none is named with the nearest."""

from __future__ import annotations

from tracewalk.benchmarks.cruxeval import SCORED
from tracewalk.benchmarks.cwm_evals import CWM
from tracewalk.benchmarks.graded import GRADED
from tracewalk.benchmarks.livecodebench import EVAL_ALL
from tracewalk.benchmarks.lm_eval import RESULTS, SAMPLES
from tracewalk.benchmarks.score import Document, Format
from tracewalk.benchmarks.simple_evals import ALL, TOTAL
from tracewalk.benchmarks.swe_bench import INSTANCE, LEADERBOARD, RUN
from tracewalk.errors import UsageError

__all__ = ["FORMATS", "format_of"]

FORMATS = (RUN, INSTANCE, LEADERBOARD, EVAL_ALL, SCORED, SAMPLES, RESULTS, ALL, TOTAL, CWM, GRADED)
"""In the order in which they are tried."""
_SHOWN = 12


def format_of(document: Document) -> Format:
    """The format of a file. Raises `UsageError`, which names the nearest and what the file lacks to be one."""
    lacks = {form.name: form.lacks(document) for form in FORMATS}
    for form in FORMATS:
        if not lacks[form.name]:
            return form
    names = list(document.first)
    there = ", ".join(str(name)[:40] for name in names[:_SHOWN]) + (", ..." if len(names) > _SHOWN else "")
    nearest = min(FORMATS, key=lambda form: len(lacks[form.name]) / form.marks)
    told = f"It has: {there or 'nothing'}."
    if len(lacks[nearest.name]) < nearest.marks:
        told += f" The nearest is {nearest.name}, but for {' and '.join(lacks[nearest.name])}."
    known = "; ".join(f"{form.name} ({form.about})" for form in FORMATS)
    raise UsageError(f"is no file of results that is known. {told} Known are: {known}.")
