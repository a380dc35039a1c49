"""What one run of a job gave: its steps as far as they came, and its end, told by itself or seen by the parent."""

from __future__ import annotations

from dataclasses import dataclass, field

from tracewalk.model import Program
from tracewalk.recorder.session import Ending
from tracewalk.sandbox.frames import BEGUN, ENDED, FAULT, PREVIEW, STEPS, Forged
from tracewalk.sandbox.place import Status
from tracewalk.sandbox.taken import Taken, settle
from tracewalk.sandbox.told import Told, believe, fault_text

__all__ = ["Attempt"]


@dataclass
class Attempt:
    """One run."""

    taken: Taken
    sources: dict[str, Program]
    ending: Ending | None = None
    fault: str | None = None
    said_wrong: str | None = None
    """In what was not steps."""
    begun: bool = False
    _told: Told | None = field(default=None, repr=False)
    _preview: bytes | None = field(default=None, repr=False)

    @property
    def forged(self) -> str | None:
        """What it said that no recorder says; its steps up to there are kept."""
        return self.said_wrong or self.taken.forged

    @property
    def over(self) -> bool:
        """It told how it ended."""
        return self.ending is not None or self.fault is not None

    def hear(self, kind: bytes, payload: bytes) -> None:
        """Takes one frame. Raises `Forged`."""
        if kind == BEGUN and not self.begun:
            self.begun = True
        elif kind == STEPS:
            self._preview = None
            self.taken.add(payload)
            if self.taken.forged is not None:
                raise Forged(self.taken.forged)
        elif kind == PREVIEW:
            self._preview = payload
        elif kind == ENDED:
            self._preview = None
            self._told = believe(payload, self.sources)
            self.ending = self._told.ending
        elif kind == FAULT:
            self.fault = fault_text(payload)
        else:
            raise Forged("a second beginning")

    def settled(self) -> None:
        """Once its steps have been looked at: an end that does not go with them is none."""
        told, self._told = self._told, None
        if told is not None and self.forged is None:
            try:
                told.put(self.taken)
            except Forged as fault:
                self.said_wrong = str(fault)
        if self.forged is not None:
            self.ending = None

    def die(self, status: Status, seconds: float) -> None:
        """The end as the parent saw it, where the program did not tell."""
        if self._preview is not None:
            self.taken.add(self._preview)
            settle([self.taken])
        self.taken.see_files()
        if self.forged or status.too_much:
            outcome, reason = "died", "output"
        elif status.late or status.code == _XCPU:
            outcome, reason = "truncated", "seconds"
        else:
            outcome, reason = "died", "killed" if status.code is None or status.code < 0 else "exited"
        self.ending = Ending(outcome, reason, None, None, None, None, seconds)


_XCPU = -24
