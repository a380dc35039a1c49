"""What all formats have in common: an agent's run as its source records it -> kinds, targets, sums, state changes."""

from __future__ import annotations

from tracewalk.importers.agent_run import AgentRun

__all__ = ["IMPORTER", "complete"]

IMPORTER = 1
"""Version of what is read from logs; a trajectory that an older one read is read anew."""


def complete(run: AgentRun, source_file: str, source_member: str | None = None) -> AgentRun:
    """A run with everything filled in that its source does not say itself; `run` is not changed.

    `source_member` is the file's name within an archive, if it came from one.
    """
    raise NotImplementedError
