"""Taking in predictions made elsewhere: joined with the lake's traces, judged, kept as `imported`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tracewalk.cwm import byte_level, decode
from tracewalk.errors import NotFound, UsageError
from tracewalk.predict.elsewhere import Row, read_rows
from tracewalk.predict.joined import Joined
from tracewalk.predict.made import Made, is_trace
from tracewalk.predict.subject import Subject, subjects

if TYPE_CHECKING:
    from tracewalk.lake import Lake, Writer

__all__ = ["Imported", "import_predictions", "read_vocabulary"]

_PUBLISH_EVERY = 5_000
_ROWS_TOGETHER, _CHARS_TOGETHER = 1_000, 20_000_000
"""What is held in memory at once, to read traces many at a time."""


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
    return, protocol answers). Rows of one trace are its samples, in their order. Importing again adds nothing. Raises
    `NotFound`, `UsageError`, `ReadOnlyLake`.
    """
    lake.require_writable()
    rows = read_rows(path, lake.settings.import_bytes)
    joined = Joined(lake, dataset)
    with lake.writer() as writer:
        taking = _Taking(lake, writer, model, vocabulary or {})
        number = 0
        for some in _together(rows):
            taking.take(some, joined)
            number += len(some)
            progress(number)
    taking.done.traces = len(taking.traces)
    return taking.done


def _together(rows: Iterable[Row | str]) -> Iterator[list[Row | str]]:
    some: list[Row | str] = []
    size = 0
    for row in rows:
        some.append(row)
        size += 0 if isinstance(row, str) else sum(map(len, row.texts))
        if len(some) >= _ROWS_TOGETHER or size >= _CHARS_TOGETHER:
            yield some
            some, size = [], 0
    if some:
        yield some


class _Taking:
    """One import at work."""

    def __init__(self, lake: Lake, writer: Writer, model: str, words: Mapping[int, bytes]) -> None:
        self.lake = lake
        self.writer = writer
        self.model = model
        self.words = words
        self.done = Imported()
        self.traces: set[str] = set()
        self._samples: Counter[tuple[str, str]] = Counter()

    def take(self, rows: Sequence[Row | str], joined: Joined) -> None:
        """Takes some rows; their traces are read together."""
        faults: dict[int, str] = {}
        of: dict[str, list[tuple[int, Row]]] = {}
        for number, row in enumerate(rows):
            if isinstance(row, str):
                faults[number] = row
                continue
            try:
                of.setdefault(joined.trace_of(row), []).append((number, row))
            except NotFound as unknown:
                faults[number] = f"{row.where}: {unknown}"
        for about in subjects(self.lake, of):
            for number, row in of[about.trace.trace_id]:
                if fault := self._row(about, row):
                    faults[number] = f"{row.where}: {fault}"
        self.done.faults += [fault for _, fault in sorted(faults.items())]

    def _row(self, about: Subject, row: Row) -> str | None:
        """Takes the predictions of one row; a text says why it could not."""
        for given in row.texts:
            if isinstance(given, tuple) and not self.words:
                return "token ids need the model's vocabulary (--vocabulary FILE.json)"
            text = given if isinstance(given, str) else decode(given, self.words)
            protocol = "cwm" if is_trace(about, text) else "answers"
            key = about.trace.trace_id, protocol
            if not self._keep(Made(about, self.model, protocol, text, row.finish, self._samples[key])):
                return f"nothing returns in trace {about.trace.trace_id}, so there is no output to compare with"
            self._samples[key] += 1
        self.traces.add(about.trace.trace_id)
        return None

    def _keep(self, made: Made) -> bool:
        """Adds a prediction, unless the lake has it; False where there is nothing to compare it with."""
        done = self.done
        if self.lake.has_prediction(made.asked.identity.prediction_id):
            done.known += 1
            return True
        found = made.judged()
        if found is None:
            return False
        verdict = found[0].verdict
        self.writer.add_prediction(*found)
        done.predictions += 1
        done.exact += verdict.exact
        done.outputs_right += bool(verdict.output_correct)
        if done.predictions % _PUBLISH_EVERY == 0:
            self.writer.publish()
        return True


def read_vocabulary(path: Path) -> dict[int, bytes]:
    """A `tokenizer.json` of byte-level BPE, or its `model.vocab` alone. Raises `NotFound`, `UsageError`."""
    if not path.is_file():
        raise NotFound(f"there is no file {path}")
    try:
        given = json.loads(path.read_bytes())
        words = given.get("model", given)
        words = words.get("vocab", words)
        return byte_level({str(text): int(number) for text, number in words.items()})
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise UsageError(
            f'{path} is no vocabulary; it must be JSON of {{"text": id}}, as in a tokenizer.json'
        ) from None
