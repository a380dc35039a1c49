"""What a problem says that a program is to do, as its author was told."""

from __future__ import annotations

import json
from datetime import datetime

from tracewalk.frozen import frozen, values_of
from tracewalk.model.traces import digest

__all__ = ["ProblemText"]


@frozen
class ProblemText:
    """The text of one problem of a problem set; checks name its task."""

    problem_set: str
    task_id: str
    entry: str
    """The function that tests call."""
    text: str
    created_at: datetime

    @property
    def problem_id(self) -> str:
        """32 hex digits of blake2b of set, task and text as canonical JSON."""
        return digest(json.dumps([self.problem_set, self.task_id, self.text], separators=(",", ":")))

    def row(self) -> dict[str, object]:
        """As a row of the `problems` table."""
        return {"problem_id": self.problem_id} | values_of(self)
