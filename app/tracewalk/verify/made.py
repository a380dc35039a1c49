"""A check, made of its plan, its run, the model's word and the judgement of both."""

from __future__ import annotations

from datetime import UTC, datetime

from tracewalk.model import Check, Item
from tracewalk.verify.judge import match
from tracewalk.verify.plan import Asking, Planned
from tracewalk.verify.run import Actual
from tracewalk.verify.said import Said

__all__ = ["item_of", "made_check"]


def made_check(
    plan: Planned, asking: Asking, actual: Actual, said: Said, *, true_pass: bool | None, accepts: bool | None
) -> Check:
    """The row for the lake."""
    identity, found = plan.identity, match(said, actual)
    return Check(
        check_id=identity.check_id,
        problem_set=identity.problem_set,
        task_id=identity.task_id,
        candidate=identity.candidate,
        candidate_origin=plan.candidate.origin,
        author=identity.author,
        test=plan.number,
        program_id=identity.program_id,
        entry=identity.entry,
        input=identity.input,
        input_origin=identity.input_origin,
        expected=identity.expected,
        expected_origin=identity.expected_origin,
        predicted_by=asking.predicted_by,
        params=asking.params,
        model=asking.model,
        fingerprint=asking.fingerprint,
        created_at=datetime.now(UTC),
        written=identity.written,
        predicted=said.returned,
        predicted_exception=said.raised,
        prediction_id=said.prediction_id,
        actual=actual.result if actual.outcome == "returned" else None,
        actual_exception=actual.error,
        actual_outcome=actual.outcome,
        trace_id=actual.trace_id,
        match=found.match,
        rule=found.rule,
        accepts=accepts,
        true_pass=true_pass,
        first_divergent_step=said.first_divergent_step,
        tokens=said.tokens,
        truncated=said.truncated,
        error=_why(plan, actual, said),
    )


def _why(plan: Planned, actual: Actual, said: Said) -> str | None:
    """Why there is no run, or how it was ended, or why there is no prediction."""
    if (fault := plan.test.fault or actual.fault) is not None:
        return fault
    ended = f"the run was ended: {actual.stop_reason}" if actual.outcome in ("truncated", "died") else None
    return "; ".join(filter(None, (ended, said.error))) or None


def item_of(check: Check) -> Item | None:
    """The place of its trace in the problem set; None where there is no trace."""
    if check.trace_id is None:
        return None
    return Item(check.problem_set, check.task_id, check.trace_id, check.expected, check.true_pass)
