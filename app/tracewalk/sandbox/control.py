"""What a sandbox's server and its parent say to each other, a message at a time; nothing of it is a stranger's."""

from __future__ import annotations

import struct
from typing import Final

__all__ = ["ENDED", "JOB", "KILL", "READY"]

READY: Final = b"ready"
JOB: Final = struct.Struct("<QI")
"""To the server, with two files: the job's number, and the seconds of processor time that it may have."""
KILL: Final = b"kill"
"""To the server: the job that runs, if there is one, is not wanted any more."""
ENDED: Final = struct.Struct("<Qi?")
"""From the server: the job's number, its exit code or minus a signal, and whether the sandbox is spent."""
