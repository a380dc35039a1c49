"""The rows of a dataset file (JSON lines), and the program that each row is."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracewalk.errors import NotFound
from tracewalk.model import Identity, Limits, Program, ReprStyle, dataset_main
from tracewalk.recorder.environment import python_version

__all__ = ["Fault", "Row", "matches", "read_rows"]

_UNSAFE = re.compile(r"[^\w.-]+")


@dataclass(frozen=True)
class Fault:
    """A row that could not be recorded: where it stands, and why."""

    file: str
    line: int
    task_id: str | None
    message: str

    def __str__(self) -> str:
        task = f" ({self.task_id})" if self.task_id else ""
        return f"{self.file}:{self.line}{task}: {self.message}"


@dataclass(frozen=True)
class Row:
    """One task: run `entry(input)` of `code`; `output` is the text of the value expected."""

    line: int
    task_id: str
    code: str
    input: str
    output: str | None = None
    entry: str = "f"
    split: str | None = None
    tags: tuple[str, ...] = ()

    @property
    def program(self) -> Program:
        """The code with a `main` that makes the call: the convention of code-world-model datasets."""
        return Program(self.code + dataset_main(self.entry, self.input))

    @property
    def path(self) -> str:
        """The file name under which the program is shown: the task's id, sanitised."""
        return f"{_UNSAFE.sub('_', self.task_id).strip('.') or '_'}.py"

    def identity(self, program: Program, limits: Limits, repr_style: ReprStyle) -> Identity:
        """What makes a run of this row the same run, in any dataset."""
        return Identity((program.program_id,), "main", self.input, python_version(), limits, repr_style)


def read_rows(path: Path) -> Iterator[Row | Fault]:
    """The rows of the file in order, a `Fault` in the place of each that cannot be one; blank lines are passed over.

    Raises `NotFound` where there is no such file.
    """
    if not path.is_file():
        what = f"{path} is a folder" if path.is_dir() else f"no file {path}"
        raise NotFound(f"{what}. Give the path of a JSON-lines file with rows of id, code, input[, output].")
    return _rows(path)


def _rows(path: Path) -> Iterator[Row | Fault]:
    seen: dict[int, int] = {}
    with path.open("rb") as file:
        for line, raw in enumerate(file, 1):
            if raw.strip():
                yield _row(str(path), line, raw, seen)


def _row(file: str, line: int, raw: bytes, seen: dict[int, int]) -> Row | Fault:
    try:
        given = json.loads(raw)
    except json.JSONDecodeError as error:  # its own line number is that within the row
        column = error.pos + 1 if error.lineno == 1 else len(error.doc.rstrip()) + 1
        return Fault(file, line, None, f"is not JSON: {error.msg}, at column {column:,}")
    except (ValueError, RecursionError) as error:
        return Fault(file, line, None, f"is not JSON: {error}")
    if not isinstance(given, dict):
        what = f"is of type {type(given).__name__}, not an object with id, code and input"
        return Fault(file, line, None, what)
    task_id = str(given["id"]) if isinstance(given.get("id"), str | int) else None
    if fault := _missing(given):
        return Fault(file, line, task_id, fault)
    assert task_id is not None
    first = seen.setdefault(hash(task_id), line)
    if first != line:
        return Fault(file, line, task_id, f"has the id of line {first}; ids must differ within a dataset")
    output, tags = given.get("output"), given.get("tags") or ()
    return Row(
        line=line,
        task_id=task_id,
        code=given["code"],
        input=given["input"],
        output=output if isinstance(output, str | None) else repr(output),
        entry=given.get("entry") or "f",
        split=given.get("split"),
        tags=tuple(map(str, tags)),
    )


def _missing(given: dict[str, Any]) -> str | None:
    if not isinstance(given.get("id"), str | int):
        return f"has no id (text or number); its fields are: {', '.join(given) or 'none'}"
    for name in ("code", "input"):
        if not isinstance(given.get(name), str):
            what = f"has {name} of type {type(given[name]).__name__}" if name in given else f"has no {name}"
            return f"{what}; a row has id, code and input as text; its fields are: {', '.join(given)}"
    for name in ("entry", "split"):
        if not isinstance(given.get(name), str | None):
            return f"has {name} of type {type(given[name]).__name__}; it must be text"
    return None


def matches(expected: str | None, outcome: str, result: str | None) -> bool | None:
    """Whether a run gave the value expected: equal as literals, else as text. None where nothing is expected."""
    if expected is None:
        return None
    if outcome != "returned" or result is None:
        return False
    if result == expected.strip():
        return True
    try:
        return bool(ast.literal_eval(result) == ast.literal_eval(expected.strip()))
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return False
