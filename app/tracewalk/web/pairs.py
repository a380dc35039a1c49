"""Any two traces beside each other: the other's steps, judged as if they were a prediction of the first."""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache
from typing import Any

import pyarrow as pa

from tracewalk.diff import judge
from tracewalk.frozen import frozen
from tracewalk.lake import Lake
from tracewalk.model import Verdict
from tracewalk.predict import Subject, subject
from tracewalk.predict.rows import step_rows
from tracewalk.web.answers import json_body
from tracewalk.web.first_error import first_wrong, named, wrapper_step
from tracewalk.web.predicted import predicted_columns
from tracewalk.web.sentence import pair_sentences

__all__ = ["compared"]


@frozen
class _Pair:
    trace: Subject
    other: Subject
    verdict: Verdict
    rows: pa.Table


def compared(lake: Lake, trace_id: str, other: str, start: int, stop: int) -> bytes:
    """The verdict, in words too, and the payload of the steps that stand at the true steps [start, stop)."""
    pair = _judged(lake, trace_id, other)
    trace = pair.trace.trace
    end = None if stop >= trace.n_steps else stop
    return json_body(
        {
            "verdict": asdict(pair.verdict) | {"mode": "full", "model": pair.other.trace.name, "tokens": None},
            "steps": predicted_columns(pair.rows, trace.files, start, end),
        }
        | _told(pair)
    )


@lru_cache(4)
def _judged(lake: Lake, trace_id: str, other: str) -> _Pair:
    mine, theirs = subject(lake, trace_id), subject(lake, other)
    sources = {**theirs.sources, **mine.sources}
    verdict, steps = judge(mine.cwm.steps, theirs.cwm.steps, sources=sources)
    return _Pair(mine, theirs, verdict, step_rows(other, steps, theirs.cwm.steps, mine.cwm.steps))


def _told(pair: _Pair) -> dict[str, Any]:
    wrong = first_wrong(pair.rows)
    if wrong is None:
        return {"sentences": pair_sentences(asdict(pair.verdict)), "first": None}
    at, step, many = wrong
    row = pair.rows.slice(at, 1).to_pylist()[0]
    steps = pair.trace.cwm.steps
    if row["truth"] is None:
        true = wrapper_step(steps, pair.rows, at)
    else:
        true = next(true for true in steps if true.step == row["truth"])
    first = named(row, step, many, true)
    return {"sentences": pair_sentences(asdict(pair.verdict), str(first)), "first": step}
