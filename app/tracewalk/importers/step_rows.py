"""Format `steps`: JSON lines of `{program, entry, input, steps}`; `step_row` says what a step may hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tracewalk.importers.draft import FACTS
from tracewalk.importers.formats import Format, Guess, Options, Reading
from tracewalk.importers.json_rows import Kind, guess_of_lines, read_json_rows
from tracewalk.importers.sample import Sample
from tracewalk.importers.step_row import STEP_COLUMNS, draft_of_step_row

__all__ = ["COLUMNS", "FORMAT", "NEEDED"]

COLUMNS = frozenset({"steps", *FACTS, *STEP_COLUMNS})

NEEDED: dict[str, Kind] = {"program": str, "steps": (list, str)}
"""Columns by which such rows are told, with their types."""


def _guess(sample: Sample, options: Options) -> Guess:
    return guess_of_lines(sample, options, NEEDED)


def _read(path: Path, options: Options) -> Iterator[Reading]:
    return read_json_rows(path, options, lambda row, where: draft_of_step_row(row, where, options.columns))


FORMAT = Format("steps", "JSON lines of program, entry, input and steps", _guess, _read, COLUMNS)
