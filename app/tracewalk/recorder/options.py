"""How to record: what all ways in that start from files have in common."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tracewalk.model import Limits, ReprStyle
from tracewalk.recorder.environment import limits_of
from tracewalk.settings import load

__all__ = ["Options"]


@dataclass(frozen=True)
class Options:
    """How to record a file or a test suite."""

    root: Path | None = None
    """Files under it are recorded; default: the folder that the file is imported from, the tests' project."""
    repr_style: ReprStyle = "bounded"
    limits: Limits | None = None
    """Default: the settings'."""
    exact: bool = False
    """Switches the static analysis off: slower, same steps."""
    echo: bool = False
    """Also prints what the program prints."""
    again: bool = False
    """Runs what the lake has already; other steps become the next run of the same identity."""

    def limits_in_force(self) -> Limits:
        """Those given, else the settings'."""
        return self.limits or limits_of(load(), self.repr_style)
