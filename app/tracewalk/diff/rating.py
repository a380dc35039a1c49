"""Fills the rates of a verdict, by both `..` rules."""

from __future__ import annotations

from collections.abc import Sequence

from tracewalk.diff.addresses import unmatchable
from tracewalk.diff.case import Case
from tracewalk.diff.rates import OBSERVED, rates
from tracewalk.diff.segments import same_published
from tracewalk.diff.steps import same_action
from tracewalk.model import CwmStep, Verdict

__all__ = ["rate"]


def rate(case: Case, verdict: Verdict, right: Sequence[bool]) -> None:
    """Fills the rates of a verdict; `right`: for each true step but the wrapper's, whether it is right by position."""
    verdict.step_accuracy = sum(right) / len(right) if right else None
    shown = [true.shown for true in case.asked]
    found = rates(case.asked, shown, case.segments, rated=_is_no_seed, same_source=same_action)
    verdict.state_em = found.of_observed(found.state)
    verdict.valid_json = found.of_observed(found.json)
    verdict.key_match = found.of_observed(found.keys)
    verdict.key_value_match = found.of_observed(found.pairs)
    verdict.state_em_resolved = _state_em_resolved(case)
    if case.mode != "action":  # there they are the truth's own
        verdict.event_em = found.of_steps(found.event)
        verdict.action_em = found.of_steps(found.action)
        verdict.action_em_aligned = _action_em_aligned(case)
    if case.shown_kth is not None and case.mode == "full" and case.begin <= 1:
        _rate_as_published(case, verdict)


def _is_no_seed(step: CwmStep) -> bool:
    return not step.seed


def _state_em_resolved(case: Case) -> float | None:
    observed = [
        case.state_right(true, k) for k, true in enumerate(case.asked) if true.event in OBSERVED and not true.seed
    ]
    return sum(observed) / len(observed) if observed else None


def _action_em_aligned(case: Case) -> float | None:
    """The share of true steps whose re-aligned predicted step has their line."""
    true = same = 0
    for v in case.counted:
        if v.truth is not None:
            true += 1
            said = None if v.position is None else case.said[v.position]
            same += said is not None and same_action(case.truth[v.truth].source, said.source)
    return same / true if true else None


def _rate_as_published(case: Case, verdict: Verdict) -> None:
    """The `kth_` rates: all true steps but the first call of the wrapper, the others of the wrapper's included."""
    shown = [unmatchable(seen) for seen in (case.shown_kth or ())[case.begin :]]
    first = case.asked[0] if case.asked and case.begin == 0 else None
    seeded = first if first is not None and first.seed and first.event == "call" else None
    found = rates(case.asked, shown, case.segments, rated=lambda step: step is not seeded, same_source=same_published)
    verdict.kth_action_em = found.of_steps(found.action)
    verdict.kth_state_em = found.of_observed(found.state)
    verdict.kth_valid_json = found.of_observed(found.json)
    verdict.kth_key_match = found.of_observed(found.keys)
    verdict.kth_key_value_match = found.of_observed(found.pairs)
