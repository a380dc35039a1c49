"""Files of predictions made elsewhere: which rows they hold. Found by content, never by name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracewalk.errors import NotFound, UsageError

__all__ = ["Row", "read_rows"]

_TEXTS = ("text", "generation", "completion", "output", "prediction")
_IDS = ("task_id", "id")
_MAX_LINE = 100_000_000


@dataclass(frozen=True, slots=True)
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


def read_rows(path: Path) -> Iterator[Row | str]:
    """The rows of a file, and a message for each line that holds none.

    Takes one JSON object of task id -> list of texts (CRUXEval's generations), or JSONL of rows with `trace_id`,
    `task_id` or `code` and `input`, and `text` (or `generation`, `output`...), `texts` or `token_ids`. Raises
    `NotFound` and `UsageError` for a file that is neither.
    """
    if not path.is_file():
        raise NotFound(f"there is no file {path}")
    with path.open("rb") as file:
        first = file.readline(_MAX_LINE)
    if not first.lstrip().startswith(b"{"):
        raise UsageError(
            f"{path.name} is neither JSONL nor one JSON object; it begins {first[:40].decode(errors='replace')!r}. "
            'A row is e.g. {"task_id": "sample_0", "text": "<|line_sep|>..."}'
        )
    return _generations(path) if _is_one_object(first) else _lines(path)


def _is_one_object(first: bytes) -> bool:
    """Whether the file is one object of lists, rather than a row a line."""
    try:
        row = json.loads(first)
    except (ValueError, RecursionError):
        return True
    return isinstance(row, dict) and all(isinstance(texts, list) for texts in row.values())


def _generations(path: Path) -> Iterator[Row | str]:
    if path.stat().st_size > _MAX_LINE:
        raise UsageError(f"{path.name} is one JSON object of more than {_MAX_LINE:,} bytes; write a row a line")
    try:
        found = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as fault:
        raise UsageError(f"{path.name} is no JSON: {fault}") from None
    for task_id, texts in found.items():
        where = f"{path.name}, {str(task_id)[:60]}"
        if isinstance(texts, list) and all(isinstance(text, str) for text in texts):
            yield Row(where, tuple(texts), task_id=str(task_id))
        else:
            yield f"{where}: not a list of texts"


def _lines(path: Path) -> Iterator[Row | str]:
    with path.open("rb") as file:
        for number, line in enumerate(iter(lambda: file.readline(_MAX_LINE), b""), 1):
            if line.strip():
                yield _row(f"{path.name}, line {number}", line)


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
    task_id = next((str(given[name]) for name in _IDS if given.get(name) is not None), None)
    code, call = given.get("code"), given.get("input")
    program = (code, call) if isinstance(code, str) and isinstance(call, str) else None
    trace_id = given.get("trace_id")
    if not (trace_id or task_id or program):
        return f"{where}: it says of no trace; there is no trace_id, no task_id, and no code with its input"
    finish = given.get("finish_reason")
    return Row(where, texts, trace_id and str(trace_id), task_id, program, str(finish) if finish else None)


def _texts(given: Mapping[str, Any]) -> tuple[str | tuple[int, ...], ...] | str:
    """The predictions of a row, or why there are none."""
    ids = given.get("token_ids")
    if isinstance(ids, list) and all(type(i) is int for i in ids):
        return (tuple(ids),)
    many = given.get("texts")
    if isinstance(many, list) and all(isinstance(text, str) for text in many):
        return tuple(many)
    one = next((given[name] for name in _TEXTS if isinstance(given.get(name), str)), None)
    if one is None:
        return f"there is no text; one of {', '.join(_TEXTS)}, texts or token_ids is needed"
    return (one,)
