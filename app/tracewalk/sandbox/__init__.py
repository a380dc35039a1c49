"""Runs and records programs that nobody trusts, shut off by bubblewrap, seccomp and the system's limits.

    with Sandbox(load()) as sandbox:
        ran = sandbox.record(call_job(text, "f", "[3, 1]", limits=limits))
        ran.fault or ran.trace(steps=True)          # and ran.programs(), ran.batches

A program shares its process with the recorder: what its trace says of it is what it lets be said. It cannot say what no
recorder says, nor anything of another program.
"""

from tracewalk.sandbox.jobs import Job, Ran, call_job, row_job
from tracewalk.sandbox.place import Cancelled
from tracewalk.sandbox.sandbox import Sandbox

__all__ = ["Cancelled", "Job", "Ran", "Sandbox", "call_job", "row_job"]
