"""What a job may use: the system's own limits, in force before its process knows what it will run."""

from __future__ import annotations

import resource
from dataclasses import dataclass
from pathlib import Path

from tracewalk.settings import Settings

__all__ = ["Allowance", "address_space", "allowance"]

_STACK = 8 * 2**20


@dataclass(frozen=True)
class Allowance:
    """Bytes, counts and processor seconds of one job."""

    memory: int
    """Bytes of address space beyond what the server itself has."""
    tasks: int
    files: int
    file_bytes: int

    def impose(self, base: int) -> None:
        """Limits this process and those that it starts; `base` bytes of address space are there already."""
        for kind, most in (
            (resource.RLIMIT_AS, base + self.memory),
            (resource.RLIMIT_NOFILE, self.files),
            (resource.RLIMIT_FSIZE, self.file_bytes),
            (resource.RLIMIT_STACK, _STACK),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_MEMLOCK, 0),
            (resource.RLIMIT_MSGQUEUE, 0),
            (resource.RLIMIT_SIGPENDING, 256),
        ):
            resource.setrlimit(kind, (most, most))

    def impose_own(self, cpu_seconds: int) -> None:
        """Limits this process in what is of no use to one that starts others: they would count with it."""
        resource.setrlimit(resource.RLIMIT_NPROC, (self.tasks, self.tasks))
        # The soft limit ends it in a way that tells why, the hard one a program that does not listen.
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))


def allowance(settings: Settings) -> Allowance:
    """What the settings allow."""
    return Allowance(
        memory=settings.sandbox_memory,
        tasks=settings.sandbox_tasks,
        files=settings.sandbox_files,
        file_bytes=settings.sandbox_file_bytes,
    )


def address_space() -> int:
    """Bytes of address space of this process."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
