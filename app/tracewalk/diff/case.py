"""A prediction and its truth, with what is known of each position."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tracewalk.diff.segments import Segment, said_segments
from tracewalk.diff.steps import WRONG, state_right, step_right
from tracewalk.model import CwmStep, StepVerdict

__all__ = ["VALUES_ONLY", "Case"]

VALUES_ONLY = ("action", "return")
"""Modes that ask for states and values only: what a call returns is right, whatever line is said to return it."""


@dataclass
class Case:
    """What there is to sum up; see `judge`."""

    truth: Sequence[CwmStep]
    said: Sequence[CwmStep | None]
    begin: int
    verdicts: Sequence[StepVerdict]
    shown_kth: Sequence[Mapping[str, str] | None] | None
    mode: str
    stopped_by: str
    tail: str

    @cached_property
    def asked(self) -> Sequence[CwmStep]:
        """The true steps that were asked for; their index here is the position at which they are predicted."""
        return self.truth[self.begin :]

    @cached_property
    def given(self) -> list[CwmStep]:
        """The predicted steps that there are."""
        return [step for step in self.said if step is not None]

    @cached_property
    def segments(self) -> Sequence[Segment | CwmStep | None]:
        """The predicted steps as the papers' rates count them, by position also where one is not there."""
        if len(self.given) == len(self.said):
            return said_segments(self.given)
        return [next(iter(said_segments([step])), None) if step else None for step in self.said]

    @cached_property
    def forced(self) -> bool:
        """Events and lines are the truth's own, or not what is asked."""
        return self.mode in VALUES_ONLY

    @cached_property
    def counted(self) -> list[StepVerdict]:
        """The verdicts that count: not those of the wrapper's steps."""
        return [v for v in self.verdicts if v.truth is None or not self.truth[v.truth].seed]

    @cached_property
    def right(self) -> list[bool]:
        """For each position: the step predicted there is right."""
        beside = self._beside
        return [
            beside[k].verdict == "correct" if k in beside else self._right(true, k) for k, true in enumerate(self.asked)
        ]

    @cached_property
    def _beside(self) -> dict[int, StepVerdict]:
        """The verdicts of the steps that re-alignment left at their positions."""
        begin = self.begin
        return {v.position: v for v in self.verdicts if v.position is not None and v.truth == v.position + begin}

    def _right(self, true: CwmStep, position: int) -> bool:
        said = self.at(position)
        return said is not None and step_right(true, said, forced=self.forced)

    def state_right(self, true: CwmStep, position: int) -> bool:
        """The resolved state predicted at a position is the true one."""
        said = self.at(position)
        if said is None or said.state is None:
            return False
        beside = self._beside.get(position)
        if beside is not None:
            return not beside.differs or not any(d.verdict in WRONG for d in beside.differs)
        return state_right(true, said)

    def at(self, position: int) -> CwmStep | None:
        """The step predicted at a position."""
        return self.said[position] if position < len(self.said) else None
