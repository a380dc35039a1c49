"""A trace made elsewhere, read from a file and ready to be kept: what every format of truth comes down to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any

from tracewalk.errors import RowError
from tracewalk.frozen import frozen
from tracewalk.importers.keep import keep_trace
from tracewalk.model import Program, Step

if TYPE_CHECKING:
    from tracewalk.importers.keep import Keeper

__all__ = ["FACTS", "UNKNOWN_PYTHON", "Draft", "Facts", "facts_of", "text_of"]

FACTS = ("program", "entry", "input", "python", "dataset", "task_id", "id", "split", "tags")
"""Our columns of a row besides its text or steps."""

UNKNOWN_PYTHON = "unknown"
"""Where nobody says which Python ran."""

_PYTHON = re.compile(r"(\d+\.\d+)(?:\.\d\S*)?")
_UNSAFE = re.compile(r"[^\w.-]+")


@frozen
class Facts:
    """What a row says of a trace besides its steps; each may be missing."""

    program: str | None = None
    entry: str | None = None
    input: str | None = None
    python: str = UNKNOWN_PYTHON
    dataset: str | None = None
    task_id: str | None = None
    split: str | None = None
    tags: tuple[str, ...] = ()


@frozen
class Draft:
    """One trace; `exceptions` are the type names of those raised, in order of first appearance."""

    program: Program
    entry: str
    input: str
    steps: Sequence[Step]
    facts: Facts
    exceptions: tuple[str, ...]
    wrapped: bool
    """The program ends in the dataset convention's `main`, which calls the entry."""
    where: str = ""
    """File and line: the task id of a row that has none."""
    notes: Mapping[str, int] = field(default_factory=dict)
    """What had to be guessed, and how often."""

    @property
    def name(self) -> str:
        """For people, and the task id in a dataset."""
        return self.facts.task_id or self.where or self.entry

    @property
    def path(self) -> str:
        """The file name under which the program is shown."""
        return f"{_UNSAFE.sub('_', self.name).strip('.') or '_'}.py"

    def keep(self, keeper: Keeper) -> str:
        """Gives the trace to the lake; see `keep_trace`."""
        return keep_trace(self, keeper)


def facts_of(row: Mapping[str, Any]) -> Facts:
    """The facts of a row with our columns. Raises `RowError` for one of the wrong type."""
    tags = row.get("tags") or ()
    if not isinstance(tags, list | tuple) or not all(isinstance(tag, str) for tag in tags):
        raise RowError("its `tags` are not a list of texts")
    task_id = row.get("task_id", row.get("id"))
    return Facts(
        program=text_of(row, "program"),
        entry=text_of(row, "entry"),
        input=text_of(row, "input"),
        python=_python(text_of(row, "python")),
        dataset=text_of(row, "dataset"),
        task_id=str(task_id) if isinstance(task_id, int) else text_of({"task_id": task_id}, "task_id"),
        split=text_of(row, "split"),
        tags=tuple(map(_sound, tags)),
    )


def text_of(row: Mapping[str, Any], name: str) -> str | None:
    """A column as text, None where it is missing or null; lone surrogates as their escapes. Raises `RowError`."""
    value = row.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise RowError(f"its `{name}` is of type {type(value).__name__}, not text")
    return _sound(value)


def _sound(text: str) -> str:
    """No file could hold a lone surrogate."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def _python(text: str | None) -> str:
    if text is None or text == UNKNOWN_PYTHON:
        return UNKNOWN_PYTHON
    found = _PYTHON.fullmatch(text)
    if found is None:
        raise RowError(f"its `python` is {text[:40]!r}, not a version like 3.11")
    return found[1]
