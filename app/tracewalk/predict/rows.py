"""Judged steps as rows of `predicted_steps`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from tracewalk.diff import kind_of
from tracewalk.model import PREDICTED_STEPS, CwmStep, StepVerdict
from tracewalk.predict.draft import Spoken

__all__ = ["step_rows"]

State = Mapping[str, str]
_NOTHING: State = {}


def step_rows(
    prediction_id: str,
    verdicts: Sequence[StepVerdict],
    said: Sequence[CwmStep],
    truth: Sequence[CwmStep],
    *,
    tokens: Sequence[Sequence[Spoken]] = (),
    bases: Sequence[State] | None = None,
) -> pa.Table:
    """The rows of one prediction (schema `PREDICTED_STEPS`), in the order of the verdicts.

    `truth` is what the verdicts' indexes mean. `tokens` belong to `said`, one sequence a step. `bases` are the states
    that each predicted step changes (mode step: the true ones); None: the prediction's own before it in the same frame.
    """
    changed = _changes(said, bases)
    columns: dict[str, list[Any]] = {name: [] for name in PREDICTED_STEPS.names}
    for number, verdict in enumerate(verdicts):
        row = _judged(prediction_id, number, verdict, truth)
        if verdict.position is not None:
            at = verdict.position
            row |= _predicted(said[at], changed[at])
            row |= _tokens(tokens[at]) if at < len(tokens) else {}
        for name, values in columns.items():
            values.append(row.get(name))
    return pa.table({name: _array(values, name) for name, values in columns.items()}, schema=PREDICTED_STEPS)


def _judged(prediction_id: str, number: int, verdict: StepVerdict, truth: Sequence[CwmStep]) -> dict[str, Any]:
    true = None if verdict.truth is None else truth[verdict.truth]
    return {
        "prediction_id": prediction_id,
        "step": number,
        "position": verdict.position,
        "truth": true.step if true else None,
        "seed": true.seed if true else False,
        "true_event": true.event if true else None,
        "true_depth": true.depth if true else None,
        "verdict": verdict.verdict,
        "root": verdict.root,
        "cause": verdict.cause,
        "rule": verdict.rule,
        "differs": [asdict(difference) for difference in verdict.differs],
        "judged": [asdict(value) for value in verdict.judged],
        "iteration": verdict.iteration,
        "changes": [],
    }


def _predicted(step: CwmStep, changes: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "event": step.event,
        "frame_id": step.frame_id,
        "caller": step.caller,
        "depth": step.depth,
        "program_id": step.program_id,
        "func": step.func,
        "line": step.line,
        "ambiguous": step.ambiguous,
        "source": step.source,
        "value": step.value,
        "changes": changes,
        "fault": step.fault,
        "raw": step.raw,
    }


def _tokens(tokens: Sequence[Spoken]) -> dict[str, Any]:
    if not tokens:
        return {}
    return {
        "logprob": sum(token.logprob for token in tokens),
        "token_texts": [token.text for token in tokens],
        "token_logprobs": [token.logprob for token in tokens],
    }


def _changes(said: Sequence[CwmStep], bases: Sequence[State] | None) -> list[list[dict[str, Any]]]:
    last: dict[int, State] = {}
    found: list[list[dict[str, Any]]] = []
    for i, step in enumerate(said):
        if step.state is None:
            found.append([])
            continue
        base = bases[i] if bases is not None else last.get(step.frame_id, _NOTHING)
        last[step.frame_id] = step.state
        found.append(_between(base, step.state))
    return found


def _between(before: State, now: State) -> list[dict[str, Any]]:
    """What is new, and what is unbound (value and type NULL)."""
    new = [(name, value) for name, value in now.items() if before.get(name) != value]
    changes = [{"name": n, "value": v, "type": kind_of(v), "size": len(v), "cut": False} for n, v in new]
    gone = [name for name in before if name not in now]
    return changes + [{"name": n, "value": None, "type": None, "size": 0, "cut": False} for n in gone]


def _array(values: list[Any], name: str) -> pa.Array:
    kind = PREDICTED_STEPS.field(name).type
    try:
        return pa.array(values, kind)
    except UnicodeEncodeError:  # a model may write half a surrogate pair; as in recorded values it becomes its escape
        return pa.array([_plain(value) for value in values], kind)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
