"""Files of predictions made elsewhere: which rows they hold. Found by content, never by name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from tracewalk.errors import NotFound, UsageError
from tracewalk.frozen import frozen

__all__ = ["Row", "read_rows"]

_TEXTS = ("text", "generation", "completion", "output", "prediction")
_IDS = ("task_id", "id")
_MARK = b"\xef\xbb\xbf"
_BEGINS = 65_536
"""Bytes in which a file's first object must begin."""


@frozen
class Row:
    """Predictions of one trace, in the order of their samples."""

    where: str
    """File and line, for messages."""
    texts: tuple[str | tuple[int, ...], ...]
    """Texts, or token ids."""
    trace_id: str | None = None
    task_id: str | None = None
    program: tuple[str, str] | None = None
    """Code and input of a dataset's row, where it has no id."""
    finish: str | None = None


def read_rows(path: Path, most: int) -> Iterator[Row | str]:
    """The rows of a file, and a message for each line that holds none.

    Takes one JSON object of task id -> list of texts (CRUXEval's generations, also within its evaluation's
    `raw_generations`), or JSONL of rows with `trace_id`, `task_id` or `code` and `input`, and `text` (or `generation`,
    `output`...), `texts` or `token_ids`. A line of more than `most` bytes is left out, and so is one such object.
    Raises `NotFound` and `UsageError` for a file that is neither.
    """
    if not path.is_file():
        raise NotFound(f"there is no file {path}")
    with path.open("rb") as file:
        begin = file.read(_BEGINS).removeprefix(_MARK).lstrip()
    if not begin.startswith(b"{"):
        raise UsageError(
            f"{path.name} is neither JSONL nor one JSON object; it begins {begin[:40].decode(errors='replace')!r}. "
            'A row is e.g. {"task_id": "sample_0", "text": "<|line_sep|>..."}'
        )
    generations = _generations(path, begin, most)
    return _lines(path, most) if generations is None else _of_tasks(path.name, generations)


def _generations(path: Path, begin: bytes, most: int) -> Mapping[str, Any] | None:
    """The one object that a file is; None where it is rows, one a line."""
    if path.stat().st_size > most:
        if begin.partition(b"\n")[0].strip() == b"{":
            raise UsageError(
                f"{path.name} is one JSON object of more than {most:,} bytes, which TRACEWALK_IMPORT_BYTES limits; "
                "write a row a line"
            )
        return None
    if _is_row(begin):
        return None
    try:
        found = json.loads(path.read_bytes().removeprefix(_MARK))
    except (ValueError, RecursionError):
        return None
    within = found.get("raw_generations")
    return within if isinstance(within, dict) else found


def _is_row(begin: bytes) -> bool:
    """Whether the first line is an object that says of what it is."""
    try:
        row = json.loads(begin.partition(b"\n")[0])
    except (ValueError, RecursionError):
        return False
    return isinstance(row, dict) and any(isinstance(row.get(name), str | int) for name in ("trace_id", *_IDS, "code"))


def _of_tasks(name: str, generations: Mapping[str, Any]) -> Iterator[Row | str]:
    for task_id, texts in generations.items():
        where = f"{name}, {task_id[:60]!r}"
        if isinstance(texts, list) and all(isinstance(text, str) for text in texts):
            yield Row(where, tuple(texts), task_id=task_id)
        else:
            yield f"{where}: not a list of texts"


def _lines(path: Path, most: int) -> Iterator[Row | str]:
    with path.open("rb") as file:
        number = 0
        while line := file.readline(most + 1):
            number += 1
            where = f"{path.name}, line {number}"
            if len(line) > most:
                _skip_line(file, line)
                yield f"{where}: longer than {most:,} bytes; TRACEWALK_IMPORT_BYTES is the limit"
            elif line := line.removeprefix(_MARK).strip():
                yield _row(where, line)


def _skip_line(file: IO[bytes], line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = file.readline(_BEGINS)


def _row(where: str, line: bytes) -> Row | str:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as fault:
        return f"{where}: no JSON: {str(fault)[:100]}"
    if not isinstance(given, dict):
        return f"{where}: no object"
    texts = _texts(given)
    if isinstance(texts, str):
        return f"{where}: {texts}"
    trace_id, task_id = _text(given, "trace_id"), next(filter(None, (_text(given, name) for name in _IDS)), None)
    code, call = given.get("code"), given.get("input")
    program = (code, call) if isinstance(code, str) and isinstance(call, str) else None
    if not (trace_id or task_id or program):
        return f"{where}: it says of no trace; there is no trace_id, no task_id, and no code with its input"
    return Row(where, texts, trace_id, task_id, program, _text(given, "finish_reason"))


def _text(given: Mapping[str, Any], name: str) -> str | None:
    value = given.get(name)
    return str(value) if isinstance(value, str) or type(value) is int else None


def _texts(given: Mapping[str, Any]) -> tuple[str | tuple[int, ...], ...] | str:
    """The predictions of a row, or why there are none."""
    ids = given.get("token_ids")
    if isinstance(ids, list) and all(type(i) is int for i in ids):
        return (tuple(ids),)
    many = given.get("texts")
    if isinstance(many, list) and many and all(isinstance(text, str) for text in many):
        return tuple(many)
    one = next((given[name] for name in _TEXTS if isinstance(given.get(name), str)), None)
    if one is None:
        return f"there is no text; one of {', '.join(_TEXTS)}, texts or token_ids is needed"
    return (one,)
