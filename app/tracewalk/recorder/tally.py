"""How far a dataset is, and what became of its rows."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tracewalk.recorder.rows import Fault
from tracewalk.recorder.worker import Answer

__all__ = ["Progress", "Summary", "Ticker"]

_EVERY_SECONDS = 0.1


@dataclass(frozen=True)
class Progress:
    """How far a dataset is: rows done of all rows, and how many of them are faults."""

    done: int
    total: int
    faults: int


@dataclass
class Summary:
    """What became of a dataset's rows; everything counted is in the lake."""

    dataset: str
    recorded: int = 0
    """Rows run now."""
    kept: int = 0
    """Rows not run: the lake had their trace."""
    again: int = 0
    """Rows run again, with the same steps as before."""
    new_runs: int = 0
    """Of `recorded`: rows whose steps differ from those of an earlier run, hence not deterministic."""
    matched: int = 0
    """Rows that gave the output expected."""
    differed: int = 0
    """Rows that gave another one."""
    interrupted: bool = False
    """Ctrl-C: the rows after those counted were left out."""
    seconds: float = 0.0
    faults: list[Fault] = field(default_factory=list)

    @property
    def n_rows(self) -> int:
        """All rows accounted for."""
        return self.recorded + self.kept + self.again + len(self.faults)

    def count(self, answer: Answer) -> None:
        """Counts one row whose answer is in the lake."""
        if answer.fault:
            self.faults.append(answer.fault)
            return
        setattr(self, answer.status, getattr(self, answer.status) + 1)
        self.new_runs += answer.new_run
        self.matched += answer.matches is True
        self.differed += answer.matches is False


class Ticker:
    """Calls `progress`, but not for every row."""

    def __init__(self, progress: Callable[[Progress], None] | None, path: Path, summary: Summary) -> None:
        self._progress = progress
        self._summary = summary
        self._shown = 0.0
        self._total = _count(path) if progress else 0

    def show(self, waiting: int, *, last: bool = False) -> None:
        """Tells how far it is; `waiting`: rows done beside those counted."""
        now = time.monotonic()
        if self._progress and (last or now - self._shown >= _EVERY_SECONDS):
            self._shown = now
            self._progress(Progress(self._summary.n_rows + waiting, self._total, len(self._summary.faults)))


def _count(path: Path) -> int:
    """Rows of the file: lines that are not blank."""
    with path.open("rb") as file:
        return sum(1 for line in file if line.strip())
