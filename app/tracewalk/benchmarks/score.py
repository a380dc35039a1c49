"""What a file of results says, before it is known whose it is: one score of one answer, of one task or of all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import field
from pathlib import PurePath
from typing import Any

from tracewalk.frozen import frozen

__all__ = ["Document", "Format", "Score", "lacking", "passing", "thought"]

_THOUGHT = re.compile(r"\s*(?:<think>)?(.*?)(?:</think>|<\|reasoning_thinking_end\|>)\s*(.*)\Z", re.DOTALL)


@frozen
class Score:
    """One score. `task_id` None: of the whole suite; `sample` None: over all answers to the task."""

    metric: str
    value: float
    task_id: str | None = None
    sample: int | None = None
    n: int | None = None
    passed: int | None = None
    answer: str | None = None
    reasoning: str | None = None


@frozen
class Document:
    """A file that was read: one JSON object, or rows."""

    path: PurePath
    digest: str
    """16 hex digits of its content."""
    value: dict[str, Any] = field(default_factory=dict)
    """The object; empty where it holds rows."""
    rows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def first(self) -> dict[str, Any]:
        """The object, or the first row: by its fields a format is told."""
        return self.rows[0] if self.rows else self.value


@frozen
class Format:
    """One format of result files."""

    name: str
    about: str
    """What its files have, for people."""
    lacks: Callable[[Document], list[str]]
    """What a file lacks to be one; nothing: it is one."""
    marks: int
    """How many things that can be, at most."""
    scores: Callable[[Document], Iterator[Score]]
    """Raises `RowError` for a row that says something else than the format does."""
    suite: Callable[[Document], str | None]
    """The benchmark, where the file or its name says it."""
    model: Callable[[Document], str | None]
    """The model, where the file, its name or its folder says it."""
    run: Callable[[Document], str] = lambda document: document.digest
    """What tells this run from others of the same model: the content's digest where nothing else does."""


def lacking(row: dict[str, Any], **kinds: type | tuple[type, ...]) -> list[str]:
    """The fields of those that a row has not, or of another type."""
    return [name for name, kind in kinds.items() if not isinstance(row.get(name), kind)]


def passing(grade: object) -> float | None:
    """A grade as a number from 0 to 1; None where it is none."""
    if isinstance(grade, bool):
        return float(grade)
    if isinstance(grade, str):
        return {"true": 1.0, "correct": 1.0, "false": 0.0, "incorrect": 0.0}.get(grade.strip().lower())
    return float(grade) if isinstance(grade, int | float) and 0 <= grade <= 1 else None


def thought(text: str | None) -> tuple[str | None, str | None]:
    """What was said before the answer, and the answer: a text is cut behind its last sign that thinking ends."""
    found = _THOUGHT.match(text) if text and ("</think>" in text or "<|reasoning_thinking_end|>" in text) else None
    return (found[1].strip() or None, found[2].strip()) if found else (None, text)
