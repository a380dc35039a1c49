"""Judging again what the lake keeps: from the raw text, with today's rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tracewalk.lake import as_prediction, read_predictions, replace_predictions
from tracewalk.model import DIFF_VERSION, Prediction, Verdict
from tracewalk.predict.answers import judged_answer
from tracewalk.predict.ask import Ask
from tracewalk.predict.draft import Draft, Part
from tracewalk.predict.modes import first_index
from tracewalk.predict.said import APART, begins_at
from tracewalk.predict.settle import Judgement, judged
from tracewalk.predict.subject import Recent, Subject

if TYPE_CHECKING:
    from tracewalk.lake import Lake

__all__ = ["Rescored", "rescore"]

_TOGETHER = 128
"""Predictions that are held in memory at once, to read their traces together."""

_SAID = ["position", "truth", "raw", "token_texts", "token_logprobs"]
"""The columns of `predicted_steps` that hold what was said, and of what."""


@dataclass(slots=True)
class Rescored:
    """What changed."""

    predictions: int = 0
    changed: int = 0
    """Whose verdict as a whole is another."""
    left: int = 0
    """Of mode score: they have no text of their own."""


def rescore(
    lake: Lake, *, everything: bool = False, progress: Callable[[int, int, str], None] = lambda *_: None
) -> Rescored:
    """Judges the predictions of an older `DIFF_VERSION` again, or all of them. Raises `ReadOnlyLake`."""
    lake.require_writable()
    todo = lake.query("predict/rescored", {"version": DIFF_VERSION, "everything": everything})[
        "prediction_id"
    ].to_pylist()
    done = Rescored()

    def again() -> Iterator[tuple[Prediction, pa.Table]]:
        waiting, recent = read_predictions(lake, todo), Recent(lake)
        while some := list(islice(waiting, _TOGETHER)):
            of: dict[str, list[tuple[dict[str, Any], pa.Table]]] = {}
            for row, steps in some:
                of.setdefault(row["trace_id"], []).append((row, steps))
            for about in recent.subjects(of):
                for row, steps in of[about.trace.trace_id]:
                    if row["mode"] == "score":
                        done.left += 1
                    else:
                        yield _again(about, row, steps, done)
            progress(done.predictions + done.left, len(todo), f"{done.changed:,} changed")

    replace_predictions(lake, again())
    return done


def _again(about: Subject, row: dict[str, Any], steps: pa.Table, done: Rescored) -> tuple[Prediction, pa.Table]:
    found = _judged(about, row, steps.select(_SAID).to_pylist())
    done.predictions += 1
    done.changed += any(row[f.name] != getattr(found.verdict, f.name) for f in fields(Verdict))
    prediction = replace(as_prediction(row), verdict=found.verdict, diff_version=DIFF_VERSION)
    return prediction, found.rows(prediction.prediction_id)


def _judged(about: Subject, row: dict[str, Any], steps: list[dict[str, Any]]) -> Judgement:
    if row["protocol"] == "answers":
        said = next((step["raw"] for step in steps if step["raw"] is not None), "")
        return judged_answer(about, said) or judged(about, Draft(), row["mode"])
    return judged(about, draft_of(about, row, steps), row["mode"])


def draft_of(about: Subject, row: dict[str, Any], steps: list[dict[str, Any]]) -> Draft:
    """The draft that a prediction was, from its row and its rows of `predicted_steps`."""
    spoken = sorted((step for step in steps if step["position"] is not None), key=lambda step: step["position"])
    draft = Draft(at=first_index(about, Ask(row["mode"], row["from_step"])))
    if row["mode"] in APART:
        place = {step.step: i for i, step in enumerate(about.cwm.steps) if step.step is not None}
        for step in spoken:
            at = draft.at + step["position"] if row["mode"] == "action" else place[step["truth"]]
            draft.parts.append(part := _part(at, [step]))
            part.over = True
        draft.parts += [_part(len(about.cwm.steps), [], row["tail"])] if row["tail"] else []
    elif spoken or row["tail"]:
        part = _part(draft.at, spoken, row["tail"])
        if row["origin"] == "imported":
            part.at = draft.at = begins_at(about.cwm, part.text)
        draft.parts.append(part)
    draft.end(row["stopped_by"], row["error"])
    return draft


def _part(at: int, steps: list[dict[str, Any]], tail: str = "") -> Part:
    part = Part(at)
    for step in steps:
        part.add(step["raw"], zip(step["token_texts"] or (), step["token_logprobs"] or (), strict=True))
    part.add(tail)
    return part
