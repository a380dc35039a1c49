"""Memory that a worker fills and then nobody can change: the server may map it without fear of what the worker does."""

from __future__ import annotations

import fcntl
import os
import tempfile

__all__ = ["blank", "is_sealed", "seal"]

_HAS = hasattr(os, "memfd_create")
"""Linux. Elsewhere, where typed SQL runs only at the operator's own risk, a file without a name does."""

_ADD_SEALS, _GET_SEALS = 1033, 1034
_SEALS = 0b1111
"""Against sealing less, shrinking, growing and writing."""


def blank() -> int:
    """An empty file in memory, as its number."""
    if _HAS:
        return os.memfd_create("tracewalk-answer", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    with tempfile.TemporaryFile(dir=".") as file:
        return os.dup(file.fileno())


def seal(file: int) -> None:
    """Lets nobody change it any more, not even its maker."""
    if _HAS:
        fcntl.fcntl(file, _ADD_SEALS, _SEALS)


def is_sealed(file: int) -> bool:
    """Whether nobody can change it. Raises `OSError` for a file of another kind."""
    return not _HAS or fcntl.fcntl(file, _GET_SEALS) & _SEALS == _SEALS
