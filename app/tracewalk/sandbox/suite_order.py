"""What a sandboxed run of pytest is told beside its project.

And what it tells, as frames `TOLD` of JSON, each one of these:

{"tests": [[nodeid, path, parameters], ...], "path": [...]}     what there is, and where modules are looked for
{"begin": nodeid}                                               a test's setup begins
{"test": [nodeid, path, parameters]}                            it is run; its steps and its end come as frames
{"end": nodeid, "outcome": "passed"}                            it is over, with its teardown
{"fault": text} {"say": text} {"exit": code}                    not recorded; pytest's own output; its exit code
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from tracewalk.sandbox.project import Project

__all__ = ["SUITE", "Session"]

SUITE: Final = "suite"
"""The way in, as `Order.way` names it."""


@dataclass(frozen=True)
class Session:
    """One run of pytest; the arguments are the project's words."""

    project: Project
    known: tuple[str, ...] = ()
    """Tests that need no run, by node id."""
    only: str = ""
    """The one test to run; empty: all others."""
    collect: bool = False
    """Tells which tests there are, and runs none."""

    def plain(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {
            "project": self.project.plain(),
            "known": list(self.known),
            "only": self.only,
            "collect": self.collect,
        }

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Session:
        """From what `plain` gave."""
        return cls(Project.of(plain["project"]), tuple(plain["known"]), plain["only"], plain["collect"])
