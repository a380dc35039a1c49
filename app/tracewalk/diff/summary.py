"""The verdict of a whole prediction, from those of its steps and from the positional rates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from tracewalk.diff.addresses import unmatchable
from tracewalk.diff.answers import answer
from tracewalk.diff.endings import ending
from tracewalk.diff.kinds import kind_of, raised_kind
from tracewalk.diff.rates import OBSERVED, rates
from tracewalk.diff.segments import Segment, published_source, said_segments, true_segments, valid_format
from tracewalk.diff.steps import WRONG, action, judge_pair, state_right, step_right
from tracewalk.model import CwmStep, StepVerdict, Verdict

__all__ = ["Case", "summarize"]


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
        """The true steps that were asked for."""
        return self.truth[self.begin :]

    @cached_property
    def given(self) -> list[CwmStep]:
        """The predicted steps that there are."""
        return [step for step in self.said if step is not None]

    @cached_property
    def forced(self) -> bool:
        """Events and lines are the truth's own."""
        return self.mode == "action"

    @cached_property
    def counted(self) -> list[StepVerdict]:
        """The verdicts that count: not those of the wrapper's steps."""
        return [v for v in self.verdicts if v.truth is None or not self.truth[v.truth].seed]

    @cached_property
    def right(self) -> list[bool]:
        """For each true step that was asked for: the step predicted at its position is right."""
        beside = self._beside
        return [
            beside[k].verdict == "correct" if k in beside else self._right(true, k) for k, true in enumerate(self.asked)
        ]

    @cached_property
    def _beside(self) -> dict[int, StepVerdict]:
        """By position: the verdicts of steps that re-alignment left at their positions."""
        return {v.position: v for v in self.verdicts if v.position is not None and v.truth == v.position + self.begin}

    def _right(self, true: CwmStep, position: int) -> bool:
        said = self.at(position)
        return said is not None and step_right(true, said, forced=self.forced)

    def state_right(self, true: CwmStep, position: int) -> bool:
        """The resolved state predicted at a true step's position is the true one."""
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


def summarize(case: Case) -> Verdict:
    """The verdict of the whole."""
    counts = Counter(v.verdict for v in case.counted)
    rated = [right for right, true in zip(case.right, case.asked, strict=True) if not true.seed]
    until = next((k for k, right in enumerate(rated) if not right), len(rated))
    said = answer(case.asked, case.given, case.tail)
    valid = valid_format(case.given, case.tail)
    extra = counts["extra"] + counts["malformed"]
    verdict = Verdict(
        ended=_ended(case),
        valid_format=valid,
        exact=valid and all(case.right) and not extra,
        output=said.output,
        return_correct=said.return_correct,
        output_correct=said.output_correct,
        n_true=len(rated),
        n_predicted=sum(v.position is not None for v in case.counted),
        right_until=until,
        n_root=sum(v.root is True for v in case.counted),
        n_inherited=sum(v.root is False for v in case.counted),
        n_correct=counts["correct"],
        n_state=counts["state"],
        n_action=counts["action"],
        n_event=counts["event"],
        n_value=counts["value"],
        n_missing=counts["missing"],
        n_extra=counts["extra"],
        n_malformed=counts["malformed"],
    )
    _note_first_bad(case, verdict)
    if not any(true.cut for true in case.asked):
        _rate(case, verdict, rated)
    return verdict


def _ended(case: Case) -> str:
    until = next((k for k, right in enumerate(case.right) if not right), len(case.right))
    diverged = len(case.said) > len(case.asked) or any(
        not right and case.at(k) is not None for k, right in enumerate(case.right)
    )
    return ending(case.asked, len(case.given), until, diverged=diverged, stopped_by=case.stopped_by, tail=case.tail)


def _note_first_bad(case: Case, verdict: Verdict) -> None:
    """Where by position the prediction first leaves the truth; the wrapper's steps come last."""
    bad = [k for k, right in enumerate(case.right) if not right]
    first = next((k for k in bad if not case.asked[k].seed), bad[0] if bad else None)
    if first is None:
        return
    true, said = case.asked[first], case.at(first)
    verdict.first_bad_step = true.step
    if said is None:
        verdict.first_bad_verdict = "missing"
        return
    pair = judge_pair(true, said, forced=case.forced)
    verdict.first_bad_verdict = pair.verdict
    if pair.verdict == "value":
        value = true.value or said.value or ""
        verdict.first_bad_type = raised_kind(value) if true.event == "exception" else kind_of(value)
    elif pair.verdict == "state":
        wrong = next((d for d in pair.differs if d.verdict in WRONG), None)
        if wrong is not None:
            verdict.first_bad_name = wrong.name
            verdict.first_bad_type = _type(case, case.begin + first, wrong.name, wrong.value)


def _type(case: Case, index: int, name: str, said: str | None) -> str:
    """The type of a value: as the true trace last stated it, else as its text seems."""
    true = case.truth[index]
    for step in reversed(case.truth[: index + 1]):
        if step.frame_id == true.frame_id:
            for change in step.changes:
                if change.name == name and change.type:
                    return change.type
    value = (true.state or {}).get(name, said)
    return kind_of(value or "")


def _rate(case: Case, verdict: Verdict, rated: Sequence[bool]) -> None:
    """Fills the rates."""
    verdict.step_accuracy = sum(rated) / len(rated) if rated else None
    shown = [true.shown for true in case.asked]
    truth = [None if t.seed else s for t, s in zip(case.asked, true_segments(case.asked, shown), strict=True)]
    found: dict[str, Any] = asdict(rates(truth, _segments(case)))
    for name, value in found.items():
        setattr(verdict, name, value)
    verdict.state_em_resolved = _state_em_resolved(case)
    verdict.action_em_aligned = _action_em_aligned(case)
    if case.forced:
        verdict.event_em = verdict.action_em = verdict.action_em_aligned = None
    if case.shown_kth is not None and case.mode == "full" and case.begin <= 1:
        _rate_as_published(case, verdict)


def _segments(case: Case) -> Sequence[Segment | None]:
    """By position also where one is not there, as in mode step."""
    if len(case.given) == len(case.said):
        return said_segments(case.given)
    return [next(iter(said_segments([step])), None) if step else None for step in case.said]


def _state_em_resolved(case: Case) -> float | None:
    observed = [
        case.state_right(true, k) for k, true in enumerate(case.asked) if true.event in OBSERVED and not true.seed
    ]
    return sum(observed) / len(observed) if observed else None


def _action_em_aligned(case: Case) -> float | None:
    """The share of true steps whose re-aligned predicted step has their line."""
    true = [v for v in case.counted if v.truth is not None]
    same = 0
    for v in true:
        said = None if v.position is None else case.said[v.position]
        if said is not None and v.truth is not None:
            mine = case.truth[v.truth].source
            same += said.source == mine or action(said.source) == action(mine)
    return same / len(true) if true else None


def _rate_as_published(case: Case, verdict: Verdict) -> None:
    """The `kth_` rates: all true steps but the first call of the wrapper, the others of the wrapper's included."""
    shown = [unmatchable(seen) for seen in (case.shown_kth or ())[case.begin :]]
    truth = true_segments(case.asked, shown, published_source)
    first = case.begin == 0 and bool(truth) and case.asked[0].seed and case.asked[0].event == "call"
    found = rates(
        [None if first and k == 0 else segment for k, segment in enumerate(truth)],
        said_segments(case.given, published_source),
    )
    verdict.kth_action_em = found.action_em
    verdict.kth_state_em = found.state_em
    verdict.kth_valid_json = found.valid_json
    verdict.kth_key_match = found.key_match
    verdict.kth_key_value_match = found.key_value_match
