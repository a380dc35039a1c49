"""A branch of a trace: the same program run again in the sandbox, but for an edit. It is a trace with a parent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tracewalk.errors import RecordError
from tracewalk.model import Branch, branch_of
from tracewalk.recorder.run import whole
from tracewalk.sandbox.recording import keep_ran
from tracewalk.verify.branch_edit import Edit, branch_from
from tracewalk.verify.branch_left import left_at
from tracewalk.verify.branch_rerun import rerun

if TYPE_CHECKING:
    from tracewalk.lake import Lake
    from tracewalk.model import Trace
    from tracewalk.sandbox import Sandbox

__all__ = ["Branched", "Edit", "make_branch"]


def _always() -> bool:
    return True


@dataclass(frozen=True)
class Branched:
    """A branch, and how it goes with its parent."""

    trace: Trace
    status: Literal["recorded", "kept", "again"]
    branch: Branch
    left: int | None
    """The first step that is not its parent's; None: all are the same."""
    parent_python: str

    @property
    def strayed(self) -> bool:
        """It left its parent before the step up to which it should have gone with it."""
        return self.left is not None and self.left < self.branch.step


def make_branch(
    lake: Lake, trace_id: str, edit: Edit, sandbox: Sandbox, *, wanted: Callable[[], bool] = _always
) -> Branched:
    """Runs the program of a trace again with the edit, and keeps what comes of it; one that the lake has is not run.

    A variable is written into the frame of the step `edit.step` when that is reached; lines and inputs are others from
    the start. Raises `NotFound`, `UsageError` for an edit that does not fit the trace or a trace that cannot be run
    again, `RecordError` where the edited program cannot be run or no longer comes to the step, `ReadOnlyLake`,
    `Cancelled` once `wanted` says no.
    """
    lake.require_writable()
    parent = lake.trace(trace_id)
    job = rerun(lake, parent, branch_from(lake, parent, edit))
    there = whole(job.earlier)
    if there is None:
        ran = sandbox.record(job, wanted=wanted)
        if ran.fault is not None:
            raise RecordError(f"{ran.fault}{_HINT if 'NotFoundError' in ran.fault else ''}")
        recorded = keep_ran(ran, lake)
        there, status = recorded.trace, recorded.status
    else:
        status = "kept"
    branch = branch_of(there.limits)
    assert branch is not None
    return Branched(there, status, branch, left_at(lake, trace_id, there.trace_id), parent.python)


_HINT = "\nA branch has the files whose lines ran, as the lake keeps them, and no other file that was beside them."
