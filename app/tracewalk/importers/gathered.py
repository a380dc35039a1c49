"""Runs that are turned into rows together: of small ones most of the time would go into the beginning of each table."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from tracewalk.errors import UsageError
from tracewalk.frozen import frozen
from tracewalk.importers.formats import Fault, Reading
from tracewalk.importers.mended import mended_facts
from tracewalk.importers.ready import Ready, ready
from tracewalk.lake.agent_rows import change_rows, turn_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from tracewalk.importers.agent_run import AgentRun
    from tracewalk.importers.crew import Said

__all__ = ["Complete", "Gathered"]

_MOST_RUNS = 64
_MOST_TURNS = 4000
_MOST_CHARS = 8_000_000
_LONGEST = 0.5
"""Seconds that a run waits at most: what is not given away yet is lost where an import is stopped."""


@frozen
class Complete:
    """A complete run of which no rows are made yet."""

    run: AgentRun
    file: str
    """As it is known to people."""
    joined: bool = False
    replaces: bool = False

    def ready(self) -> Ready | Fault:
        """With its rows."""
        try:
            return ready(self.run, joined=self.joined, replaces=self.replaces)
        except UsageError as fault:
            return Fault(self.file, 0, str(fault))


@dataclass(slots=True)
class Gathered:
    """What was read and waits, in order, also what is no run."""

    waiting: list[Said] = field(default_factory=list)
    _runs: int = 0
    _turns: int = 0
    _chars: int = 0
    _since: float = 0.0

    def add(self, said: Said) -> bool:
        """Takes the next thing; whether there is enough to be given away."""
        if not self.waiting:
            self._since = time.monotonic()
        self.waiting.append(said)
        what: object = said.reading.what if said.reading else None
        if isinstance(what, Complete):
            self._runs += 1
            self._turns += len(what.run.turns)
            self._chars += _chars_of(what.run)
        full = self._runs >= _MOST_RUNS or self._turns >= _MOST_TURNS or self._chars >= _MOST_CHARS
        return full or not self._runs or time.monotonic() - self._since > _LONGEST

    def given(self) -> Iterator[Said]:
        """All that waits, with rows."""
        waiting, self.waiting = self.waiting, []
        self._runs = self._turns = self._chars = 0
        whats: list[object] = [said.reading.what if said.reading else None for said in waiting]
        made = iter(_together([what for what in whats if isinstance(what, Complete)]))
        for said, what in zip(waiting, whats, strict=True):
            run = isinstance(what, Complete) and said.reading
            yield replace(said, reading=Reading(next(made), run.position)) if run else said


def _chars_of(run: AgentRun) -> int:
    found = 0
    for turn in run.turns:
        found += len(turn.message or "") + len(turn.reasoning or "") + sum(len(image.data) for image in turn.images)
        for call in turn.calls:
            found += len(call.arguments) + len(call.observation or "")
    return found


def _together(runs: list[Complete]) -> list[Ready | Fault]:
    if len(runs) > 1:
        try:
            turns = turn_rows("", [turn for one in runs for turn in one.run.turns])
            changes = change_rows("", [change for one in runs for change in one.run.changes])
        except UsageError:  # each by itself shows which one it is
            pass
        else:
            return list(_parted(runs, turns, changes))
    return [one.ready() for one in runs]


def _parted(runs: list[Complete], turns: pa.Table, changes: pa.Table) -> Iterator[Ready]:
    at = pairwise(accumulate((len(one.run.turns) for one in runs), initial=0))
    to = pairwise(accumulate((len(one.run.changes) for one in runs), initial=0))
    each = (turns.nbytes + changes.nbytes) // len(runs)  # as Arrow takes long to tell of a slice
    for one, (first, end), (start, stop) in zip(runs, at, to, strict=True):
        facts, rows = mended_facts(one.run.trajectory), turns.slice(first, end - first)
        yield Ready(facts, rows, changes.slice(start, stop - start), each, one.run.notes, one.joined, one.replaces)
