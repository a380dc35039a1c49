"""What the API says of stored predictions: rows in brief, the verdict in words, the judged steps."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from tracewalk.lake import Lake
from tracewalk.model import CwmStep
from tracewalk.predict import subject
from tracewalk.web.answers import json_body
from tracewalk.web.first_error import FirstError, first_wrong, named, wrapper_step
from tracewalk.web.predicted import predicted_columns
from tracewalk.web.sentence import sentences

__all__ = ["brief", "judged", "told"]

Row = Mapping[str, Any]

_LONG = ("tail", "output")
_LONGEST = 300


def brief(prediction: Row) -> dict[str, Any]:
    """A row of `PREDICTIONS` without its long texts."""
    shown = {name: value for name, value in prediction.items() if name not in _LONG}
    return shown | {"error": prediction["error"] and prediction["error"][:_LONGEST]}


def told(lake: Lake, prediction: Row) -> dict[str, Any]:
    """The verdict in words (`sentences`; `sentence` is all of them), and the step at which it goes wrong (`first`)."""
    spoke = prediction["n_predicted"] and prediction["mode"] != "score"
    first = _first_error(lake, prediction["prediction_id"], prediction["diff_version"]) if spoke else None
    said = sentences(prediction, str(first) if first else None)
    return {"sentence": " ".join(said), "sentences": said, "first": first.step if first else None}


@lru_cache(512)
def _first_error(lake: Lake, prediction_id: str, _diff_version: int) -> FirstError | None:
    rows = lake.predicted_steps(prediction_id)
    wrong = first_wrong(rows)
    if wrong is None:
        return None
    at, step, many = wrong
    row = rows.slice(at, 1).to_pylist()[0]
    prediction = lake.prediction(prediction_id)
    same = prediction["first_bad_step"] == row["truth"] and prediction["first_bad_verdict"] == row["verdict"]
    trace_id = prediction["trace_id"]
    if row["truth"] is None:
        true = wrapper_step(subject(lake, trace_id).cwm.steps, rows, at)
    else:
        true = _true(lake, trace_id, row["truth"])
    return named(row, step, many, true, prediction["first_bad_type"] if same else None)


def _true(lake: Lake, trace_id: str, step: int) -> CwmStep:
    """What a sentence needs of a true step: its line, its text, its state, its value."""
    row = lake.steps(trace_id, step, step + 1).to_pylist()[0]
    lines = lake.program(row["program_id"]).text.split("\n")
    frames = {frame.frame_id: frame for frame in lake.state(trace_id, step)}
    variables = frames[row["frame_id"]].variables if row["frame_id"] in frames else ()
    state = {v.name: v.value for v in variables if v.value is not None}
    source = lines[row["line"] - 1] if 0 < row["line"] <= len(lines) else ""
    return CwmStep(row["event"], source, state=state, value=row["value"], line=row["line"])


def judged(lake: Lake, prediction: Row, start: int, stop: int) -> bytes:
    """The payload of a prediction's steps that stand at the true steps [start, stop)."""
    return _judged(lake, prediction["prediction_id"], prediction["diff_version"], start, stop)


@lru_cache(16)
def _judged(lake: Lake, prediction_id: str, _diff_version: int, start: int, stop: int) -> bytes:
    trace = lake.trace(lake.prediction(prediction_id)["trace_id"])
    rows = lake.predicted_steps(prediction_id)
    # The last window takes what stands after the last true step, too.
    end = None if stop >= trace.n_steps else stop
    return json_body(predicted_columns(rows, trace.files, start, end))
