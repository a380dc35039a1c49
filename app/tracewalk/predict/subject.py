"""The trace that a prediction is about: its row, its sources, and its steps as CWM would write them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from tracewalk.cwm import CwmTrace, project
from tracewalk.frozen import frozen
from tracewalk.lake import read_many

if TYPE_CHECKING:
    from tracewalk.lake import Lake
    from tracewalk.model import Trace

__all__ = ["Recent", "Subject", "subject", "subjects"]

_HELD_STEPS = 200_000


@frozen
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


class Recent:
    """Reads traces of which many come again soon, as those of samples do: the last ones are held, of so many steps."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._held: dict[str, Subject] = {}
        self._steps = 0

    def subjects(self, trace_ids: Collection[str]) -> Iterator[Subject]:
        """The traces, those that are held first. Raises `NotFound`."""
        known = [self._held[trace_id] for trace_id in trace_ids if trace_id in self._held]
        unknown = [trace_id for trace_id in trace_ids if trace_id not in self._held]
        yield from known
        for about in subjects(self._lake, unknown):
            self._hold(about)
            yield about

    def _hold(self, about: Subject) -> None:
        n = len(about.cwm.steps)
        if self._steps + n > _HELD_STEPS:
            self._held.clear()
            self._steps = 0
        if n <= _HELD_STEPS:
            self._held[about.trace.trace_id] = about
            self._steps += n
