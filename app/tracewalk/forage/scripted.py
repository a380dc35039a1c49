"""An agent that is a script, and says so: it knows the repair, and plays how agents work and fail.

What it says is written beforehand; all that it does is really done, and what comes back is real.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import Final

from tracewalk.errors import NotFound
from tracewalk.forage.policy import Said, Word
from tracewalk.forage.scripts import SCRIPTS, Script
from tracewalk.forage.task import Task

__all__ = ["Scripted", "script_named"]

_VERSION: Final = 1
"""Raised when a script says the same task something else: then its trajectories are others."""
_AGENT: Final = "forage, scripted"


def script_named(name: str) -> Script:
    """A script. Raises `NotFound` with those there are."""
    if name not in SCRIPTS:
        raise NotFound(f"no script {name!r}; there are: {', '.join(SCRIPTS)}")
    return SCRIPTS[name]


class Scripted:
    """Plays a script; where the script is over, it says nothing that can be understood."""

    context: int | None = None

    def __init__(self, name: str, task: Task) -> None:
        self._name = name
        self._play: Generator[str, str, None] = script_named(name)(task)
        self._hints = [task.hints.test, task.hints.search, task.hints.symptom, task.hints.cause, task.hints.probe]
        self._begun = False

    @property
    def agent(self) -> str:
        """Says that it is a script."""
        return _AGENT

    @property
    def model(self) -> str | None:
        """Says which script; there is no model."""
        return f"script: {self._name}"

    @property
    def identity(self) -> Mapping[str, object]:
        """The script and what it was told."""
        return {"script": self._name, "version": _VERSION, "hints": self._hints}

    async def say(self, talk: Sequence[Word]) -> Said:
        """The next turn."""
        try:
            text = self._play.send(talk[-1].text) if self._begun else next(self._play)
        except StopIteration:
            return Said("That is all that I can do.\n</think>\n")
        self._begun = True
        return Said(text)
