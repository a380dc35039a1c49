"""Files of what authors wrote: solutions and tests of theirs, or inputs or outputs of given programs.

Taken are CRUXEval's generations, one JSON object of task id -> list of texts, also within its evaluation's
`raw_generations`; and JSONL, or one JSON list, of rows with `task_id` and

- `solution`, `completion` or `code`: one program; `solutions` or `completions`: several;
- `input`, `inputs`, `output`, `outputs`: of a given program;
- `tests`: the author's own, a list of `{"input": ..., "output": ...}`; they are those of all its programs of the task;
- `model`: the author.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tracewalk.errors import NotFound, RowError, UsageError
from tracewalk.verify.formats import tests_of
from tracewalk.verify.problem import Test
from tracewalk.verify.problems import rows_of

__all__ = ["Given", "Solutions", "read_solutions"]

_MARK = b"\xef\xbb\xbf"
_PROGRAMS = ("solution", "solutions", "completion", "completions", "code")
_ANSWERS = ("input", "inputs", "output", "outputs")
_ID = ("task_id", "id")


@dataclass(slots=True)
class Given:
    """What a file has of one task."""

    texts: list[str] = field(default_factory=list)
    """Programs, or inputs or outputs; one for each candidate."""
    models: list[str | None] = field(default_factory=list)
    """The author of each."""
    tests: list[Test] = field(default_factory=list)


@dataclass(slots=True)
class Solutions:
    """What a file has."""

    of: dict[str, Given]
    """By task id."""
    faults: list[str]
    """One line for each row that is left out."""


def read_solutions(path: Path, most: int, *, model: str | None = None) -> Solutions:
    """What authors wrote, by task. `most`: bytes of a row; `model`: the author where no row says who it is.

    Raises `NotFound`; `UsageError` for a file that is none of the formats.
    """
    if not path.is_file():
        raise NotFound(f"{path} is a folder" if path.is_dir() else f"no file {path}")
    generations = _generations(path, most)
    if generations is not None:
        return _of_tasks(path.name, generations, model)
    found = Solutions({}, [])
    for where, row in rows_of(path, most):
        fault = row if isinstance(row, str) else _take(row, found, model)
        if fault:
            found.faults.append(f"{where}: {fault}")
    if not found.of:
        raise UsageError(
            f"{path.name} holds no solution. {found.faults[0] if found.faults else 'It is empty.'} A row has task_id "
            f"and one of {', '.join(_PROGRAMS + _ANSWERS)}; or the file is one object of task id -> list of texts."
        )
    return found


def _take(row: dict[str, Any], found: Solutions, model: str | None) -> str | None:
    """Takes a row; a text says why it is none."""
    task_id = next((str(row[name]) for name in _ID if isinstance(row.get(name), str | int)), None)
    if task_id is None:
        return f"has no {' or '.join(_ID)}"
    name = next((name for name in _PROGRAMS + _ANSWERS if name in row), None)
    if name is None and "tests" not in row:
        return f"has none of {', '.join(_PROGRAMS + _ANSWERS)}, tests; its fields are: {', '.join(row)[:200]}"
    given = row[name] if name else []
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        return f"its {name} is neither a text nor a list of texts"
    author = row["model"] if isinstance(row.get("model"), str) else model
    try:
        tests = tests_of(row["tests"], "human" if author is None else "model") if "tests" in row else []
    except RowError as off:
        return str(off)
    task = found.of.setdefault(task_id, Given())
    task.texts += texts
    task.models += [author] * len(texts)
    task.tests += [test for test in tests if test not in task.tests]
    return None


def _generations(path: Path, most: int) -> Mapping[str, Any] | None:
    """The one object that a file is; None where it is rows."""
    with path.open("rb") as file:
        begin = file.read(65_536).removeprefix(_MARK).lstrip()
    if not begin.startswith(b"{") or _is_row(begin.partition(b"\n")[0]):
        return None
    if path.stat().st_size > most:
        raise UsageError(
            f"{path.name} is one JSON object of more than {most:,} bytes, which TRACEWALK_IMPORT_BYTES limits; "
            "write a row a line"
        )
    try:
        found = json.loads(path.read_bytes().removeprefix(_MARK))
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or any(name in found for name in _ID):
        return None
    within = found.get("raw_generations")
    return within if isinstance(within, dict) else found


def _is_row(line: bytes) -> bool:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(row, dict) and any(name in row for name in _ID)


def _of_tasks(name: str, generations: Mapping[str, Any], model: str | None) -> Solutions:
    found = Solutions({}, [])
    for task_id, texts in generations.items():
        if isinstance(texts, list) and all(isinstance(text, str) for text in texts):
            found.of[task_id] = Given(list(texts), [model] * len(texts))
        else:
            found.faults.append(f"{name}, {task_id[:60]!r}: not a list of texts")
    if not found.of:
        raise UsageError(f"{name} is a JSON object, but none of task id -> list of texts")
    return found
