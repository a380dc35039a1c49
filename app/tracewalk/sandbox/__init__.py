"""Runs and records programs that nobody trusts, shut off by bubblewrap, seccomp and the system's limits.

    with Sandbox(load()) as sandbox:
        ran = sandbox.record(call_job(text, "f", "[3, 1]", limits=limits))
        ran.fault or ran.trace(steps=True)          # and ran.programs(), ran.batches
        sandbox.shell("make test", Path("project"))

A program shares its process with the recorder: what its trace says of it is what it lets be said. It cannot say what no
recorder says, nor anything of another program.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracewalk.lazy import on_first_use

if TYPE_CHECKING:
    from tracewalk.sandbox.folder_diff import FileChange
    from tracewalk.sandbox.jobs import Job, Ran, call_job, row_job
    from tracewalk.sandbox.place import Cancelled
    from tracewalk.sandbox.sandbox import Sandbox
    from tracewalk.sandbox.shell import ShellResult

__all__ = ["Cancelled", "FileChange", "Job", "Ran", "Sandbox", "ShellResult", "call_job", "row_job"]

# On first use: what runs inside loads what it needs and no more.
__getattr__ = on_first_use(
    __name__,
    {
        "Cancelled": "place",
        "FileChange": "folder_diff",
        "Job": "jobs",
        "Ran": "jobs",
        "Sandbox": "sandbox",
        "ShellResult": "shell",
        "call_job": "jobs",
        "row_job": "jobs",
    },
)
