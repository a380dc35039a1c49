"""Reading problem sets: JSONL, or one JSON list of rows, of a format that is found by content."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracewalk.errors import NotFound, RowError, UsageError
from tracewalk.verify.formats import FORMATS, Format
from tracewalk.verify.problem import Problem

__all__ = ["ProblemSet", "read_problems", "rows_of"]

_MARK = b"\xef\xbb\xbf"
_IDS = ("task_id", "id", "question_id")


@dataclass(slots=True)
class ProblemSet:
    """The problems of a file, in order."""

    format: str
    problems: list[Problem]
    faults: list[str]
    """One line for each row that is left out."""


def read_problems(path: Path, most: int) -> ProblemSet:
    """The problems of a file; rows that cannot be any are faults. `most`: bytes of a row.

    Raises `NotFound`; `UsageError` for a format that is not known, with those that are.
    """
    problems: list[Problem] = []
    faults: list[str] = []
    form: Format | None = None
    seen: set[str] = set()
    for where, row in rows_of(path, most):
        if isinstance(row, str):
            faults.append(f"{where}: {row}")
            continue
        form = form or _format(where, row)
        problem = _problem(form, where, row, seen)
        if isinstance(problem, Problem):
            problems.append(problem)
        else:
            faults.append(problem)
    if form is None or not problems:
        raise UsageError(f"{path.name} holds no problem. {faults[0] if faults else 'It is empty.'}")
    return ProblemSet(form.name, problems, faults)


def _problem(form: Format, where: str, row: dict[str, Any], seen: set[str]) -> Problem | str:
    task_id = next((str(row[name]) for name in _IDS if isinstance(row.get(name), str | int)), None)
    if task_id is None:
        return f"{where}: has no {' or '.join(_IDS)}"
    if task_id in seen:
        return f"{where} ({task_id}): has the id of an earlier row; ids must differ within a set"
    if not form.fits(row):
        return f"{where} ({task_id}): is none of {form.name}, as the first row is; that has {form.fields}"
    try:
        problem = form.read(task_id, row)
    except RowError as off:
        return f"{where} ({task_id}): {off}"
    seen.add(task_id)
    return problem


def _format(where: str, row: dict[str, Any]) -> Format:
    found = next((form for form in FORMATS if form.fits(row)), None)
    if found is None:
        known = "; ".join(f"{form.name} ({form.fields})" for form in FORMATS)
        fields = ", ".join(name[:40] for name in list(row)[:20]) or "none"
        raise UsageError(
            f"{where}: no problem set that is known. A row of it has: {fields}. {_guess(row)}Known are: {known}."
        )
    return found


_OTHERS = (
    (("question_content", "public_test_cases"), "LiveCodeBench's problems for code generation"),
    (("instance_id", "problem_statement"), "SWE-bench's instances"),
    (("problem", "answer"), "a set of mathematics, such as MATH or AIME"),
    (("question", "answer"), "a set of questions with answers, such as GSM8K"),
    (("starter_code", "input_output"), "APPS"),
    (("prompt", "tests", "language"), "MultiPL-E"),
)
"""Sets that are known by their fields, and are none of calls with what they should give."""


def _guess(row: dict[str, Any]) -> str:
    """What it may be: another set by its name, or the format of which it has the most."""
    other = next((name for fields, name in _OTHERS if all(field in row for field in fields)), None)
    if other is not None:
        return f"It looks like {other}, which is not read here. "
    nearest = max(FORMATS, key=lambda form: form.has(row))
    if not nearest.has(row):
        return ""
    missing = ", ".join("/".join(names) for names in nearest.needs if not any(name in row for name in names))
    return f"The nearest is {nearest.name}, of which it lacks: {missing}. "


def rows_of(path: Path, most: int) -> Iterator[tuple[str, dict[str, Any] | str]]:
    """The rows of a file, JSONL or one JSON list, each with where it stands; a text says why one is none.

    Raises `NotFound`; `UsageError` for a list that is larger than a row may be.
    """
    if not path.is_file():
        what = f"{path} is a folder" if path.is_dir() else f"no file {path}"
        raise NotFound(f"{what}. Give the path of a JSONL file.")
    with path.open("rb") as file:
        begin = file.read(1_024).removeprefix(_MARK).lstrip()
    if begin.startswith(b"["):
        yield from _list(path, most)
        return
    with path.open("rb") as file:
        for number, line in enumerate(iter(lambda: file.readline(most + 1), b""), 1):
            where = f"{path.name}, line {number}"
            if len(line) > most:
                raise UsageError(f"{where} is longer than {most:,} bytes, which TRACEWALK_IMPORT_BYTES limits")
            if text := line.removeprefix(_MARK).strip():
                yield where, _row(text)


def _list(path: Path, most: int) -> Iterator[tuple[str, dict[str, Any] | str]]:
    if path.stat().st_size > most:
        raise UsageError(
            f"{path.name} is one JSON list of more than {most:,} bytes, which TRACEWALK_IMPORT_BYTES limits; "
            "write a row a line"
        )
    try:
        rows = json.loads(path.read_bytes().removeprefix(_MARK))
    except (ValueError, RecursionError) as fault:
        raise UsageError(f"{path.name} is no JSON: {str(fault)[:100]}") from None
    for number, row in enumerate(rows):
        yield f"{path.name}, row {number}", row if isinstance(row, dict) else "no object"


def _row(text: bytes) -> dict[str, Any] | str:
    try:
        row = json.loads(text)
    except (ValueError, RecursionError) as fault:
        return f"no JSON: {str(fault)[:100]}"
    return row if isinstance(row, dict) else "no object"
