"""Judged steps as rows of `predicted_steps`, column by column: there are fifty thousand a second to make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, chain
from operator import attrgetter
from typing import Any

import pyarrow as pa

from tracewalk.diff import kind_of
from tracewalk.model import PREDICTED_STEPS, CwmStep, StepVerdict
from tracewalk.predict.draft import Spoken

__all__ = ["step_rows"]

State = Mapping[str, str]
Change = tuple[str, str | None, str | None, int, bool]
"""The fields of `CHANGE`."""

_NOTHING: State = {}
_SAID = (
    "event", "frame_id", "caller", "depth", "program_id", "func", "line", "ambiguous", "source", "value", "fault",
    "raw",
)  # fmt: skip
_DIFFERENCE = attrgetter("name", "value", "rule", "verdict")
_JUDGED = attrgetter("name", "type", "size", "right")
_SHORT = 200
"""Characters of a value up to which its type is remembered."""


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
    beside = [None if v.truth is None else truth[v.truth] for v in verdicts]
    places = [v.position for v in verdicts]
    steps = [None if at is None else said[at] for at in places]
    changed, spoken = _changes(said, bases), [*tokens, *[()] * (len(said) - len(tokens))]
    chosen = [() if at is None else spoken[at] for at in places]
    columns: dict[str, Any] = {
        "prediction_id": [prediction_id] * len(verdicts),
        "step": range(len(verdicts)),
        "position": places,
        "truth": [true and true.step for true in beside],
        "seed": [bool(true and true.seed) for true in beside],
        "true_event": [true and true.event for true in beside],
        "true_depth": [true and true.depth for true in beside],
        "changes": _lists("changes", [() if at is None else changed[at] for at in places]),
        "differs": _lists("differs", [list(map(_DIFFERENCE, v.differs)) for v in verdicts]),
        "judged": _lists("judged", [list(map(_JUDGED, v.judged)) for v in verdicts]),
        "logprob": [_sum(of) for of in chosen],
        "token_texts": [[token.text for token in of] or None for of in chosen],
        "token_logprobs": [[token.logprob for token in of] or None for of in chosen],
    }
    columns |= {
        name: list(map(attrgetter(name), verdicts)) for name in ("verdict", "root", "cause", "rule", "iteration")
    }
    for name in _SAID:
        read = attrgetter(name)
        columns[name] = [step and read(step) for step in steps]
    arrays = [
        given if isinstance(given := columns[f.name], pa.Array) else pa.array(given, f.type) for f in PREDICTED_STEPS
    ]
    return pa.table(arrays, schema=PREDICTED_STEPS)


def _changes(said: Sequence[CwmStep], bases: Sequence[State] | None) -> list[Sequence[Change]]:
    """Of each predicted step: what it states anew."""
    last: dict[int, State] = {}
    found: list[Sequence[Change]] = []
    for i, step in enumerate(said):
        now = step.state
        if now is None:
            found.append(())
            continue
        before = bases[i] if bases is not None else last.get(step.frame_id, _NOTHING)
        last[step.frame_id] = now
        found.append(() if before is now else _between(before, now))
    return found


def _between(before: State, now: State) -> list[Change]:
    """What is new, and what is unbound (value and type NULL)."""
    new: list[Change] = [(n, v, _kind(v), len(v), False) for n, v in now.items() if before.get(n) != v]
    gone: list[Change] = [(name, None, None, 0, False) for name in before if name not in now]
    return new + gone


def _kind(text: str) -> str:
    return _kind_of_short(text) if len(text) <= _SHORT else kind_of(text)


_kind_of_short = lru_cache(20_000)(kind_of)


def _lists(name: str, lists: Sequence[Sequence[tuple[Any, ...]]]) -> pa.Array:
    """A column of lists of structs, from tuples of their fields."""
    kind = PREDICTED_STEPS.field(name).type
    fields = list(kind.value_type)
    flat = list(zip(*chain.from_iterable(lists), strict=True)) or [()] * len(fields)
    structs = pa.StructArray.from_arrays(
        [pa.array(v, f.type) for v, f in zip(flat, fields, strict=True)], fields=fields
    )
    offsets = pa.array([0, *accumulate(map(len, lists))], pa.int32())
    return pa.ListArray.from_arrays(offsets, structs, type=kind)


def _sum(tokens: Sequence[Spoken]) -> float | None:
    """The joint log-probability; None where it is not known of each token."""
    known = [token.logprob for token in tokens if token.logprob is not None]
    return sum(known) if known and len(known) == len(tokens) else None
