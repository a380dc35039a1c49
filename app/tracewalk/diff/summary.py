"""The verdict of a whole prediction, from those of its steps and from the positional rates."""

from __future__ import annotations

from collections import Counter

from tracewalk.diff.answers import answer
from tracewalk.diff.case import Case
from tracewalk.diff.endings import ending
from tracewalk.diff.kinds import kind_of, raised_kind
from tracewalk.diff.rating import rate
from tracewalk.diff.segments import valid_format
from tracewalk.diff.steps import WRONG, judge_pair
from tracewalk.model import Verdict

__all__ = ["summarize"]


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
        rate(case, verdict, rated)
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
