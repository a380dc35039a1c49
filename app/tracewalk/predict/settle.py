"""A draft, judged: the prediction and its rows, ready for the lake."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pyarrow as pa

from tracewalk.cwm import shown_by_rule
from tracewalk.diff import judge
from tracewalk.frozen import frozen
from tracewalk.model import Prediction, StepVerdict, Verdict
from tracewalk.predict.asked import UNSAID, Asked
from tracewalk.predict.draft import Draft
from tracewalk.predict.rows import step_rows
from tracewalk.predict.said import Said, read
from tracewalk.predict.scored import judge_scores
from tracewalk.predict.so_far import reached
from tracewalk.predict.subject import Subject

__all__ = ["Judgement", "judged", "judged_so_far", "prediction_of", "settle"]


@frozen
class Judgement:
    """A draft read and compared with its truth."""

    verdict: Verdict
    steps: list[StepVerdict]
    said: Said

    def rows(self, prediction_id: str) -> pa.Table:
        """As rows of `predicted_steps`."""
        said = self.said
        return step_rows(prediction_id, self.steps, said.steps, said.truth, tokens=said.tokens, bases=said.bases)


def judged(subject: Subject, draft: Draft, mode: str) -> Judgement:
    """Reads a draft that is ended, and compares it with the truth."""
    said = read(subject.cwm, draft, mode)
    if draft.stopped_by in UNSAID and not said.steps and not said.tail:
        return Judgement(_unsaid(subject, draft), [], said)
    if mode == "score":
        return Judgement(*judge_scores(said, draft), said)
    # The published figures are of whole free-running traces.
    published = mode == "full" and said.start <= 1
    return _compared(subject, said, draft, mode, shown_by_rule(subject.cwm.steps, "kth") if published else None)


def _unsaid(subject: Subject, draft: Draft) -> Verdict:
    """Where the model was not asked, or never answered, its steps are not missing: there is nothing to rate."""
    n_true = sum(not step.seed for step in subject.cwm.steps[draft.at :])
    return Verdict(draft.stopped_by, False, False, None, None, None, n_true, n_predicted=0, right_until=0)


def judged_so_far(subject: Subject, draft: Draft, mode: str) -> Judgement:
    """The same of a draft that still grows: beside the truth as far as it has come, so that none is missing yet."""
    said = read(subject.cwm, draft, mode)
    if mode == "score":
        return Judgement(*judge_scores(said, draft), said)
    free = mode == "full"
    del said.truth[reached(said.truth, said.steps, said.start) if free else said.start + len(said.steps) :]
    found = _compared(subject, said, draft, mode, None)
    while found.steps and found.steps[-1].verdict == "missing":
        found.steps.pop()
    return found


def _compared(
    subject: Subject, said: Said, draft: Draft, mode: str, shown_kth: Sequence[dict[str, str] | None] | None
) -> Judgement:
    verdict, steps = judge(
        said.truth,
        said.steps,
        sources=subject.sources,
        mode=mode,
        stopped_by=draft.stopped_by,
        tail=said.tail,
        shown_kth=shown_kth,
        start=said.start,
    )
    return Judgement(verdict, steps, said)


def settle(subject: Subject, asked: Asked, draft: Draft) -> tuple[Prediction, pa.Table]:
    """The prediction that a draft has become, with its rows."""
    found = judged(subject, draft, asked.ask.mode)
    prediction = prediction_of(asked, draft, found)
    return prediction, found.rows(prediction.prediction_id)


def prediction_of(asked: Asked, draft: Draft, found: Judgement, origin: str = "predicted") -> Prediction:
    """The row of a prediction."""
    identity, ask = asked.identity, asked.ask
    return Prediction(
        prediction_id=identity.prediction_id,
        trace_id=identity.trace_id,
        model=asked.model,
        fingerprint=identity.fingerprint,
        endpoint=asked.endpoint,
        protocol=identity.protocol,
        prompt_version=identity.prompt_version,
        mode=identity.mode,
        from_step=ask.from_step,
        params=identity.params,
        constrained=ask.constrain,
        temperature=ask.temperature,
        seed=identity.seed,
        sample=identity.sample,
        attempt=identity.attempt,
        stopped_by=draft.stopped_by,
        error=draft.error,
        tail=found.said.tail,
        prompt_tokens=draft.prompt_tokens,
        tokens=draft.tokens,
        tokens_exact=draft.tokens_exact,
        seconds=draft.seconds,
        created_at=datetime.now(UTC),
        origin=origin,
        verdict=found.verdict,
    )
