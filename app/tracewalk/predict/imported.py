"""Taking in predictions made elsewhere: joined with the lake's traces, judged, kept as `imported`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from tracewalk.cwm import byte_level, decode
from tracewalk.cwm.tokens import END, TRACE_TOKEN
from tracewalk.errors import NotFound, UsageError
from tracewalk.model import Prediction, PredictionIdentity, program_id
from tracewalk.predict.answers import judged_answer
from tracewalk.predict.ask import PROMPT_VERSION, Ask
from tracewalk.predict.asked import Asked
from tracewalk.predict.draft import Draft, Part
from tracewalk.predict.elsewhere import Row, read_rows
from tracewalk.predict.said import begins_at
from tracewalk.predict.settle import judged, prediction_of
from tracewalk.predict.subject import Subject, subject

if TYPE_CHECKING:
    from tracewalk.lake import Lake, Writer

__all__ = ["Imported", "import_predictions", "read_vocabulary"]

_WRAPPED = "{code}\n\ndef main():  # << START_OF_TRACE\n    return {entry}({input})\n"
_STOPS = {"stop": "eos", "eos": "eos", "length": "length", "max_tokens": "length"}
_PUBLISH_EVERY = 1_000


@dataclass(slots=True)
class Imported:
    """What came of a file."""

    predictions: int = 0
    known: int = 0
    traces: int = 0
    exact: int = 0
    outputs_right: int = 0
    """Whose output equals the true one by Python's `==`."""
    faults: list[str] = field(default_factory=list)
    """One line for each row that was left out."""


def import_predictions(
    lake: Lake,
    path: Path,
    *,
    model: str,
    dataset: str | None = None,
    vocabulary: Mapping[int, bytes] | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Imported:
    """Takes in a file of `elsewhere.read_rows`; a row whose trace is not in the lake is a fault, not an end.

    Text with CWM's separators, or stripped of them, is a whole trace (mode full); anything else is a bare output (mode
    return, protocol answers). Importing again adds nothing. Raises `NotFound`, `UsageError`, `ReadOnlyLake`.
    """
    lake.require_writable()
    rows = read_rows(path)
    done = Imported()
    with lake.writer() as writer:
        taking = _Taking(lake, writer, model, dataset, vocabulary or {}, done)
        for number, row in enumerate(rows, 1):
            fault = row if isinstance(row, str) else taking.take(row)
            if fault:
                done.faults.append(fault)
            progress(number)
    return done


class _Taking:
    """One import at work."""

    def __init__(
        self, lake: Lake, writer: Writer, model: str, dataset: str | None, words: Mapping[int, bytes], done: Imported
    ) -> None:
        self.lake = lake
        self.writer = writer
        self.model = model
        self.words = words
        self.done = done
        tasks = lake.query("predict/tasks", {"dataset": dataset})
        self.tasks = dict(zip(tasks["task_id"].to_pylist(), tasks["trace_id"].to_pylist(), strict=True))
        if dataset is not None and not self.tasks:
            raise NotFound(
                f"no dataset {dataset!r} in {lake.path}; record it first, the predictions are about its traces"
            )

    def take(self, row: Row) -> str | None:
        """Takes the predictions of one row; a text says why it could not."""
        trace_id = self._trace_of(row)
        if trace_id is None:
            return f"{row.where}: the lake has no trace of it"
        try:
            about = subject(self.lake, trace_id)
        except NotFound as fault:
            return f"{row.where}: {fault}"
        self.done.traces += 1
        for sample, given in enumerate(row.texts):
            if isinstance(given, tuple) and not self.words:
                return f"{row.where}: token ids need the model's vocabulary (--vocabulary FILE.json)"
            text = given if isinstance(given, str) else decode(given, self.words)
            if not self._keep(about, row, sample, text):
                return f"{row.where}: nothing returns in trace {trace_id}, so there is no output to compare with"
        return None

    def _trace_of(self, row: Row) -> str | None:
        if row.trace_id is not None:
            return row.trace_id
        if (known := self.tasks.get(row.task_id or "")) is not None:
            return str(known)
        if row.program is None:
            return None
        text = _WRAPPED.format(code=row.program[0], entry="f", input=row.program[1])
        found = self.lake.query("predict/of_program", {"program_id": program_id(text)})["trace_id"]
        return str(found[0]) if len(found) else None

    def _keep(self, about: Subject, row: Row, sample: int, text: str) -> bool:
        whole = _is_trace(about, text)
        asked = self._asked(about, "cwm" if whole else "answers", sample)
        if self.lake.has_prediction(asked.identity.prediction_id):
            self.done.known += 1
            return True
        made = _whole(about, asked, row, text) if whole else _answer(about, asked, text)
        if made is None:
            return False
        prediction, steps = made
        self.writer.add_prediction(prediction, steps)
        self.done.predictions += 1
        self.done.exact += prediction.verdict.exact
        self.done.outputs_right += bool(prediction.verdict.output_correct)
        if self.done.predictions % _PUBLISH_EVERY == 0:
            self.writer.publish()
        return True

    def _asked(self, about: Subject, protocol: str, sample: int) -> Asked:
        ask = Ask("full" if protocol == "cwm" else "return")
        fingerprint = program_id(f"imported:{self.model}")
        identity = PredictionIdentity(
            about.trace.trace_id, fingerprint, protocol, PROMPT_VERSION, ask.mode, '{"imported":true}', 0, sample
        )  # fmt: skip
        return Asked(ask, identity, self.model, "imported")


def _is_trace(about: Subject, text: str) -> bool:
    """Whether a text is a trace rather than an output: it has trace tokens, or begins as a stripped one does."""
    if TRACE_TOKEN.search(text):
        return True
    start = text.lstrip("\n")
    return start.startswith("{") and any(line.rstrip("\n") and line in text for line in _lines(about))


def _lines(about: Subject) -> Iterator[str]:
    return (line for line in about.cwm.context.text.splitlines(keepends=True) if line.strip())


def _whole(about: Subject, asked: Asked, row: Row, text: str) -> tuple[Prediction, pa.Table]:
    at = begins_at(about.cwm, text)
    draft = Draft([Part(at, text)], at)
    draft.stopped_by = "eos" if END in text else _STOPS.get(row.finish or "", "unknown")
    found = judged(about, draft, "full")
    return prediction_of(asked, draft, found, "imported"), found.rows(asked.identity.prediction_id)


def _answer(about: Subject, asked: Asked, text: str) -> tuple[Prediction, pa.Table] | None:
    found = judged_answer(about, text)
    if found is None:
        return None
    draft = Draft(stopped_by="stop")
    return prediction_of(asked, draft, found, "imported"), found.rows(asked.identity.prediction_id)


def read_vocabulary(path: Path) -> dict[int, bytes]:
    """A `tokenizer.json` of byte-level BPE, or its `model.vocab` alone. Raises `NotFound`, `UsageError`."""
    if not path.is_file():
        raise NotFound(f"there is no file {path}")
    try:
        given = json.loads(path.read_bytes())
        words = given.get("model", given).get("vocab", given)
        return byte_level({str(text): int(number) for text, number in words.items()})
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise UsageError(
            f'{path} is no vocabulary; it must be JSON of {{"text": id}}, as in a tokenizer.json'
        ) from None
