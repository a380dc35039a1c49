"""Inside: a job's pipe, and the processor time that it has left."""

from __future__ import annotations

import math
import resource
import time
from functools import partial

from tracewalk.recorder.run import Plan, Run
from tracewalk.sandbox.frames import ENDED, PREVIEW, STEPS, write_frame
from tracewalk.sandbox.packed import packed
from tracewalk.sandbox.told import tell

__all__ = ["PIPE", "allow_seconds", "recorded"]

PIPE = 3
"""The number of the pipe in a job's process; there is no other file but the three that lead nowhere."""


def recorded(plan: Plan, careful_from: int | None, more_seconds: float = 0.0) -> Run:
    """Runs a plan and tells its steps and its end; with care it may take `more_seconds`."""
    run = Run(plan, packed(partial(write_frame, PIPE, STEPS)), trace_id="")  # the parent gives it
    if careful_from is not None:
        run.session.be_careful(careful_from, partial(write_frame, PIPE, PREVIEW), more_seconds=more_seconds)
    write_frame(PIPE, ENDED, tell(run.run(), run.session))
    return run


def allow_seconds(seconds: float) -> None:
    """So much processor time from now on, which is more than the recorder's own deadline leaves."""
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (min(math.ceil(time.process_time() + seconds), hard), hard))
