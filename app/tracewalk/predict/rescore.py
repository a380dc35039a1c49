"""Judging again what the lake keeps: from the raw text, with today's rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tracewalk.errors import NotFound
from tracewalk.lake import replace_predictions
from tracewalk.model import DIFF_VERSION, Prediction, Verdict
from tracewalk.predict.answers import judged_answer
from tracewalk.predict.ask import Ask
from tracewalk.predict.draft import Draft, Part
from tracewalk.predict.modes import first_index
from tracewalk.predict.said import begins_at
from tracewalk.predict.settle import Judgement, judged
from tracewalk.predict.subject import Subject, subject

if TYPE_CHECKING:
    from tracewalk.lake import Lake

__all__ = ["Rescored", "rescore"]


@dataclass(slots=True)
class Rescored:
    """What changed."""

    predictions: int = 0
    changed: int = 0
    """Whose verdict as a whole is another."""
    left: int = 0
    """Of mode score: they have no text of their own."""
    faults: list[str] = field(default_factory=list)


def rescore(
    lake: Lake, *, everything: bool = False, progress: Callable[[int, int, str], None] = lambda *_: None
) -> Rescored:
    """Judges the predictions of an older `DIFF_VERSION` again, or all of them. Raises `ReadOnlyLake`."""
    lake.require_writable()
    ids = lake.query("predict/rescored", {"version": DIFF_VERSION, "everything": everything})
    todo: list[str] = ids["prediction_id"].to_pylist()
    done = Rescored()

    def again() -> Iterator[tuple[Prediction, pa.Table]]:
        for number, prediction_id in enumerate(todo, 1):
            made = _again(lake, prediction_id, done)
            if made is not None:
                yield made
            progress(number, len(todo), f"{done.changed:,} changed")

    replace_predictions(lake, again())
    return done


def _again(lake: Lake, prediction_id: str, done: Rescored) -> tuple[Prediction, pa.Table] | None:
    row = lake.prediction(prediction_id)
    if row["mode"] == "score":
        done.left += 1
        return None
    try:
        about = subject(lake, row["trace_id"])
    except NotFound as fault:
        done.faults.append(f"prediction {prediction_id}: {fault}")
        return None
    found = _judged(about, row, lake.predicted_steps(prediction_id).to_pylist())
    done.predictions += 1
    new = {name: getattr(found.verdict, name) for name in Verdict.__dataclass_fields__}
    done.changed += any(row[name] != value for name, value in new.items())
    facts = {name: row[name] for name in Prediction.__dataclass_fields__ if name not in ("verdict", "diff_version")}
    return Prediction(**facts, verdict=found.verdict), found.rows(prediction_id)


def _judged(about: Subject, row: dict[str, Any], steps: list[dict[str, Any]]) -> Judgement:
    if row["protocol"] == "answers":
        said = next((step["raw"] for step in steps if step["raw"] is not None), "")
        return judged_answer(about, said) or judged(about, Draft(), row["mode"])
    return judged(about, draft_of(about, row, steps), row["mode"])


def draft_of(about: Subject, row: dict[str, Any], steps: list[dict[str, Any]]) -> Draft:
    """The draft that a prediction was, from its row and its rows of `predicted_steps`."""
    spoken = sorted((step for step in steps if step["position"] is not None), key=lambda step: step["position"])
    draft = Draft(stopped_by=row["stopped_by"], error=row["error"])
    if row["mode"] in ("step", "return"):
        place = {step.step: i for i, step in enumerate(about.cwm.steps) if step.step is not None}
        draft.parts = [_part(place[step["truth"]], [step], "") for step in spoken]
        return draft
    draft.at = first_index(about, Ask(row["mode"], row["from_step"]))
    if spoken or row["tail"]:
        part = _part(draft.at, spoken, row["tail"])
        if row["origin"] == "imported":
            part.at = draft.at = begins_at(about.cwm, part.text)
        draft.parts.append(part)
    return draft


def _part(at: int, steps: list[dict[str, Any]], tail: str) -> Part:
    part, draft = Part(at), Draft()
    for step in steps:
        part.token_at = len(part.text)
        draft.add(part, step["raw"], zip(step["token_texts"] or (), step["token_logprobs"] or (), strict=True))
    draft.give(part, tail)
    return part
