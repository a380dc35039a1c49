"""Lake rows as plain columns, and the state of each frame folded from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pyarrow as pa

from tracewalk.model import Change

__all__ = ["Row", "read_rows"]

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
    state = dict(frame.state)
    cut = set(frame.cut)
    for change in changes:
        if change.value is None:
            state.pop(change.name, None)
        else:
            state[change.name] = change.value
        (cut.add if change.cut else cut.discard)(change.name)
    frame.state = state
    frame.cut = frozenset(cut)


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
