"""Mode `score`: a step is a hit where each of its tokens is the likeliest one, so that greedy decoding would say it."""

from __future__ import annotations

from collections.abc import Sequence

from tracewalk.cwm.tokens import ACTION, EVENT_TOKENS
from tracewalk.model import CwmStep, StepVerdict, Verdict
from tracewalk.predict.asked import UNSAID
from tracewalk.predict.draft import Draft, Spoken
from tracewalk.predict.said import Said

__all__ = ["judge_scores"]


def judge_scores(said: Said, draft: Draft) -> tuple[Verdict, list[StepVerdict]]:
    """The verdict by ranks: no other text was said, so what is wrong of a step is where its first surprise stands.

    In none of the steps anything is inherited: each stands on the true ones.
    """
    ranks = iter(draft.ranks)
    steps = [
        StepVerdict(i, said.start + i, _verdict(step, tokens, [next(ranks, None) for _ in tokens]))
        for i, (step, tokens) in enumerate(zip(said.steps, said.tokens, strict=True))
    ]
    for step in steps:
        step.root = None if step.verdict == "correct" else True
    return _summary(said, draft, steps), steps


def _verdict(step: CwmStep, tokens: Sequence[Spoken], ranks: Sequence[int | None]) -> str:
    if not tokens:
        return "missing"  # a server that counts no token of it
    start = tokens[0].at
    surprise = next((token.at - start for token, rank in zip(tokens, ranks, strict=True) if rank != 1), None)
    if surprise is None:
        return "correct"
    if surprise < len(EVENT_TOKENS.get(step.event, "")):
        return "event"
    action = step.raw.find(ACTION)
    if step.value is None:
        return "state" if surprise < action else "action"
    return "action" if surprise < action + len(ACTION) + len(step.source) else "value"


def _summary(said: Said, draft: Draft, steps: Sequence[StepVerdict]) -> Verdict:
    asked = sum(not step.seed for step in said.truth[said.start :])
    own = [step for step in steps if step.truth is not None and not said.truth[step.truth].seed]
    hits = sum(step.verdict == "correct" for step in own)
    first = next((i for i, step in enumerate(own) if step.verdict != "correct"), None)
    bad = own[first] if first is not None else None
    unscored = draft.stopped_by in UNSAID
    verdict = Verdict(
        ended=draft.stopped_by if unscored else "finished",
        valid_format=not unscored,
        exact=not unscored and bad is None,
        output=None,
        return_correct=None,
        output_correct=None,
        n_true=asked,
        n_predicted=len(own),
        right_until=len(own) if first is None else first,
        first_bad_step=said.truth[bad.truth].step if bad and bad.truth is not None else None,
        first_bad_verdict=bad.verdict if bad else None,
        n_root=len(own) - hits,
        step_accuracy=hits / len(own) if own else None,
    )
    for kind in ("correct", "state", "action", "event", "value", "missing"):
        setattr(verdict, f"n_{kind}", sum(step.verdict == kind for step in own))
    return verdict
