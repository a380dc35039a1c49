"""Lake rows as plain columns, and the state of each frame folded from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pyarrow as pa

from tracewalk.model import Change

__all__ = ["Row", "anonymous", "changed", "read_rows"]

_SCALARS = ("step", "event", "frame_id", "caller", "depth", "thread", "program_id", "func", "line", "value")


class Row(NamedTuple):
    """One step of the lake, with its frame's state."""

    step: int
    event: str
    frame_id: int
    caller: int | None
    depth: int
    thread: int
    program_id: str
    func: str
    line: int
    value: str | None
    changes: tuple[Change, ...]
    state: dict[str, str]
    """Name -> repr in the order of `f_locals`; shared between steps that change nothing, so not to be changed."""
    cut: bool
    """The state holds a shortened value."""


@dataclass(slots=True)
class _Frame:
    state: dict[str, str]
    cut: frozenset[str]


def read_rows(steps: pa.Table) -> Iterator[Row]:
    """The rows of a table with the columns of `STEPS`, in order."""
    columns = [steps.column(name).to_pylist() for name in _SCALARS]
    frames: dict[int, _Frame] = {}
    for facts, changes in zip(zip(*columns, strict=True), _changes(steps), strict=True):
        frame = frames.get(facts[2])
        if frame is None:
            frame = frames[facts[2]] = _Frame({}, frozenset())
        if changes:
            _apply(frame, changes)
        yield Row._make((*facts, changes, frame.state, bool(frame.cut)))
        if facts[1] in ("return", "unwind"):
            del frames[facts[2]]


def _apply(frame: _Frame, changes: tuple[Change, ...]) -> None:
    """CPython keeps one dict of a frame's locals: a name that is unbound leaves it, one bound again comes last."""
    frame.state = changed(frame.state, changes)
    cut = {change.name for change in changes if change.cut}
    if cut or frame.cut:
        frame.cut = frame.cut - {change.name for change in changes} | cut


def changed(state: dict[str, str], changes: Iterable[Change]) -> dict[str, str]:
    """Another state: with the changes."""
    found = dict(state)
    for change in changes:
        if change.value is None:
            found.pop(change.name, None)
        else:
            found[change.name] = anonymous(change.value)
    return found


def anonymous(text: str) -> str:
    """A repr as CWM's tracer has it: iterators over text by the name of older interpreters."""
    return text.replace("<str_ascii_iterator object>", "<str_iterator object>") if "<str_ascii_it" in text else text


def _changes(steps: pa.Table) -> Iterator[tuple[Change, ...]]:
    """The changes of each step."""
    for chunk in steps.column("changes").chunks:
        flat = chunk.flatten()
        fields = [flat.field(name).to_pylist() for name in ("name", "value", "type", "size", "cut")]
        made = [Change(*one) for one in zip(*fields, strict=True)]
        at = 0
        for length in chunk.value_lengths().to_pylist():
            yield tuple(made[at : at + (length or 0)])
            at += length or 0
