"""The trace that a prediction is about: its row, its sources, and its steps as CWM would write them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracewalk.cwm import CwmTrace, project
from tracewalk.lake import read_many

if TYPE_CHECKING:
    from tracewalk.lake import Lake
    from tracewalk.model import Trace

__all__ = ["Subject", "subject", "subjects"]


@dataclass(frozen=True, slots=True)
class Subject:
    """A true trace, ready to be put to a model or to be compared with."""

    trace: Trace
    sources: Mapping[str, str]
    """program_id -> text."""
    cwm: CwmTrace


def subject(lake: Lake, trace_id: str) -> Subject:
    """Reads a trace. Raises `NotFound`, which names the nearest ids."""
    trace = lake.trace(trace_id)
    sources = {file.program_id: lake.program(file.program_id).text for file in trace.files}
    return Subject(trace, sources, project(trace, lake.steps(trace_id), sources))


def subjects(lake: Lake, trace_ids: Iterable[str]) -> Iterator[Subject]:
    """Reads many traces, fast. Raises `NotFound`."""
    for whole in read_many(lake, trace_ids):
        assert whole.trace.steps is not None
        yield Subject(whole.trace, whole.sources, project(whole.trace, whole.trace.steps, whole.sources))
