"""One file of a run as edits and looks leave it, and what an edit did to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tracewalk.agents.tracked import State, Tracked
from tracewalk.agents.unified import Hunk, rendered
from tracewalk.frozen import frozen
from tracewalk.model import StateChange

__all__ = ["FileState", "Lost", "Outcome", "Seen"]


@dataclass(slots=True)
class Lost:
    """What was known of a file before an edit that cannot be worked out."""

    turn: int
    call: int
    tracked: Tracked
    anchored: bool
    times: int = 1
    """How many such edits there were since; `turn` and `call` are those of the last one."""


@dataclass(slots=True)
class FileState:
    """One file."""

    path: str
    tracked: Tracked
    exists: bool = True
    created: bool = False
    """Within the run, as far as is known."""
    assumed: bool = False
    """Whether that is only because nothing was known of it when it got its first text."""
    anchored: bool = False
    """Whether a change so far gives its whole text."""
    undo: list[State] = field(default_factory=list)
    head: State | None = None
    """What the last commit holds; None: what it was at first."""
    copy_of: tuple[FileState, State] | None = None
    lost: Lost | None = None
    loose: list[list[str]] = field(default_factory=list)
    """Stretches of lines that were seen without their numbers, the latest last."""

    @property
    def unknown(self) -> bool:
        """Whether nothing at all is known of it, not even that it was there."""
        return not self.anchored and not self.tracked.now and self.tracked.rest == 0 and self.lost is None


@frozen
class Outcome:
    """What an edit did to a file."""

    path: str
    action: str
    method: str
    how: str
    hunks: list[Hunk] | None = None
    before: str | None = None
    after: str | None = None
    old_path: str | None = None

    def change(self, turn: int, call: int) -> StateChange:
        """As a state change of a call."""
        return StateChange(
            0,
            turn,
            call,
            "file",
            self.method,
            self.how,
            path=self.path,
            old_path=self.old_path,
            action=self.action,
            diff=None if self.hunks is None else rendered(self.hunks),
            before=self.before,
            after=self.after,
        )


@frozen
class Seen:
    """What a look at a file tells of an edit made before."""

    outcome: Outcome
    lost: Lost | None
    """The edit that it was; None: none that is known."""
