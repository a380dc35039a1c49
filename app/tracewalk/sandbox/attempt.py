"""What one run of a job gave: its steps as far as they came, and its end, told by itself or seen by the parent."""

from __future__ import annotations

from dataclasses import dataclass, field

from tracewalk.model import Program
from tracewalk.recorder.session import Ending
from tracewalk.sandbox.frames import BEGUN, ENDED, FAULT, PREVIEW, STEPS, Forged
from tracewalk.sandbox.place import Status
from tracewalk.sandbox.taken import Taken
from tracewalk.sandbox.told import believe, fault_text

__all__ = ["Attempt"]


@dataclass
class Attempt:
    """One run."""

    taken: Taken
    sources: dict[str, Program]
    ending: Ending | None = None
    fault: str | None = None
    forged: str | None = None
    """What it said that no recorder says; its steps up to there are kept."""
    begun: bool = False
    _preview: bytes | None = field(default=None, repr=False)

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
        elif kind == PREVIEW:
            self._preview = payload
        elif kind == ENDED:
            self._preview = None
            self.ending = believe(payload, self.taken, self.sources)
        elif kind == FAULT:
            self.fault = fault_text(payload)
        else:
            raise Forged("a second beginning")

    def die(self, status: Status, seconds: float) -> Ending:
        """The end as the parent saw it, where the program did not tell."""
        if self._preview is not None:
            try:
                self.taken.add(self._preview)
            except Forged as fault:
                self.forged = str(fault)
        if self.forged or status.too_much:
            outcome, reason = "died", "output"
        elif status.late or status.code == _XCPU:
            outcome, reason = "truncated", "seconds"
        else:
            outcome, reason = "died", "killed" if status.code is None or status.code < 0 else "exited"
        self.ending = Ending(outcome, reason, None, None, None, None, seconds)
        return self.ending


_XCPU = -24
