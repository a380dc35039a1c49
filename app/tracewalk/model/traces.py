"""What really happened: programs, traces, steps, changes, items.

A *program* is the source text of one file. A *trace* is one run of one entry point on one input. A *step* is one
event of a trace; a *change* is one local variable that differs from the same frame's previous step. An *item* is
a trace's place in a dataset.
"""

from __future__ import annotations

import json
from dataclasses import asdict, field, fields
from datetime import datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Literal

from tracewalk.frozen import frozen, values_of

if TYPE_CHECKING:
    import pyarrow as pa

    from tracewalk.model.branches import Branch

__all__ = [
    "DEATHS",
    "EVENTS",
    "ORIGINS",
    "OUTCOMES",
    "RECORDER_VERSION",
    "STOP_REASONS",
    "Change",
    "File",
    "Identity",
    "Item",
    "Limits",
    "Program",
    "ReprStyle",
    "Step",
    "Trace",
    "dataset_main",
    "digest",
    "program_id",
]

RECORDER_VERSION = 1
"""Of the recorder's semantics: part of a trace's identity, raised when the same run would give other steps."""

EVENTS = ("call", "line", "return", "exception", "yield", "resume", "unwind")
"""A `line` step is the state *before* the line runs (CWM's observation -> action)."""

OUTCOMES = ("returned", "raised", "truncated", "died")
STOP_REASONS = ("steps", "seconds", "value chars", "interrupted", "trace removed", "text ended")
"""`text ended`: what was imported ends before its entry was left."""
DEATHS = ("exited", "killed", "output")
"""Why a process `died`: it exited by itself; a signal killed it; or it said too much, or what no recorder says."""
ORIGINS = ("recorded", "imported", "branch")

ReprStyle = Literal["cwm", "bounded"]


def digest(text: str) -> str:
    """The first 32 hex digits of blake2b of a text; lone surrogates hash as their escapes."""
    return blake2b(text.encode("utf-8", "backslashreplace")).hexdigest()[:32]


def program_id(text: str) -> str:
    """The id of a source text: first 32 hex digits of its blake2b."""
    return digest(text)


def dataset_main(entry: str, arguments: str) -> str:
    """What the programs of code-world-model datasets end in: a `main` that makes the call, marked as the start."""
    return f"\n\ndef main():  # << START_OF_TRACE\n    return {entry}({arguments})\n"


@frozen
class Program:
    """The source text of one file."""

    text: str

    @property
    def program_id(self) -> str:
        """First 32 hex digits of blake2b of the text."""
        return program_id(self.text)

    def row(self) -> dict[str, object]:
        """As a row of the `programs` table."""
        return {"program_id": self.program_id, "text": self.text, "n_lines": self.text.count("\n") + 1}


@frozen
class Limits:
    """What a recording may use; part of a trace's identity, as other limits give other steps."""

    steps: int
    seconds: float
    value_chars: int
    """Characters kept of one value (`bounded`), or of all values of a trace together (`cwm`)."""
    items: int
    """Items rendered of one container (`bounded` only)."""


@frozen
class Identity:
    """What makes two runs the same run; hence a trace's id is known before it runs."""

    programs: tuple[str, ...]
    """Program ids: the entry's file first, then the other files that it can import, sorted."""
    entry: str
    input: str
    python: str
    """Major and minor version, as in `3.11`."""
    limits: Limits
    repr_style: ReprStyle
    recorder: int = RECORDER_VERSION
    run: int = 0
    branch: Branch | None = None
    """Of a branch: its parent, and what was edited."""

    @property
    def trace_id(self) -> str:
        """32 hex digits of blake2b of the identity as canonical JSON."""
        parts = values_of(self)
        parts["limits"] = values_of(self.limits)
        del parts["branch"]
        if self.branch is not None:  # what is none has the id that it had before there were branches
            parts["branch"] = self.branch.identity
        return digest(json.dumps(parts, sort_keys=True, separators=(",", ":")))


@frozen
class File:
    """One file of a trace: the path as the user knows it, and its text's id."""

    path: str
    program_id: str


@frozen
class Change:
    """A local that differs from this frame's previous step; `value` and `type` None mean that it was unbound."""

    name: str
    value: str | None
    type: str | None
    size: int
    """The true length of the repr where it is known, else -1: of a container cut by items, say. 0 where unbound.

    In `value`, `...+N` as the very end counts characters left out, before a closing bracket items of a container.
    """
    cut: bool
    """`value` is shortened."""


@frozen
class Step:
    """One event of a trace, numbered from 0."""

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
    stdout: str | None = None
    stderr: str | None = None


@frozen
class Item:
    """A trace's place in a dataset; a trace may have many."""

    dataset: str
    task_id: str
    trace_id: str
    expected: str | None = None
    matches_expected: bool | None = None
    split: str | None = None
    tags: tuple[str, ...] = ()


@frozen
class Trace:
    """One run of one entry point on one input: everything but its steps."""

    trace_id: str
    name: str
    """For people: `sorting.merge_sort`, `script.py`, `tests/test_cart.py::test_total`, a dataset's task id."""
    program_id: str
    """Of the entry's file."""
    files: tuple[File, ...]
    entry: str
    input: str
    python: str
    hash_seed: str | None
    """PYTHONHASHSEED of the run: a number, `random`, or None where unknown."""
    repr_style: ReprStyle
    limits: str
    """`Limits` as JSON; of a branch also `branch`, see `branch_of`."""
    recorder: int
    run: int
    run_of: str | None
    """The id of run 0, for runs of the same identity that gave other steps; both are non-deterministic."""
    n_steps: int
    n_frames: int
    max_depth: int
    n_cut: int
    """Values that are shortened: such a trace is left out of every metric."""
    functions: tuple[str, ...]
    """Qualified names of the functions that ran, in order of first call."""
    exceptions: tuple[str, ...]
    """Type names of the exceptions raised in recorded frames, caught or not, in order of first appearance."""
    outcome: str
    stop_reason: str | None
    result: str | None
    """Repr of the value returned."""
    error: str | None
    """Repr of the exception that ended the run."""
    steps_digest: str
    origin: str
    parent: str | None
    test_outcome: str | None
    seconds: float
    created_at: datetime
    steps: pa.Table | None = field(default=None, repr=False, compare=False)
    """The steps themselves (schema `STEPS`), where the trace was recorded in memory."""

    def __str__(self) -> str:
        """What a notebook's `print` shows: how it ended, how long it is, and how to open it."""
        ended = self.result if self.outcome == "returned" else self.error or self.stop_reason
        where = (
            'its steps are in .steps; record(..., lake="lake") keeps them for the browser'
            if self.steps is not None
            else f"to open it: tracewalk serve LAKE, then /t/{self.trace_id}"
        )
        lines = (
            self.name,
            f"{self.outcome} {ended or ''}".strip(),
            f"steps {self.n_steps:,}, frames {self.n_frames:,}, seconds {self.seconds:.3g}",
            f"id {self.trace_id}",
            where,
        )
        return "\n  ".join(_one_line(line) for line in lines)

    def row(self) -> dict[str, object]:
        """As a row of the `traces` table."""
        row = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "steps"}
        row["files"] = [asdict(f) for f in self.files]
        return row


def _one_line(text: str, chars: int = 200) -> str:
    line = " ".join(text[: 2 * chars].split())
    return line if len(line) <= chars and len(text) <= 2 * chars else f"{line[:chars]}..."
