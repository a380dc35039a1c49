"""The state that SWE-agent records with each step: the working directory, and the file that its editor shows.

Since version 1 it is an object, taken after the step; before, JSON in a text, taken before the step: what differs from
the state of the step before is then that one's doing.
"""

from __future__ import annotations

from typing import Any

from tracewalk.importers.given import dict_of, text_of
from tracewalk.importers.json_text import read_json
from tracewalk.model import StateChange

__all__ = ["States"]

_KINDS = {"cwd": "working_dir", "open_file": "open_file"}
_NOTHING = ("", "n/a")
"""What stands for no open file."""


class States:
    """Gathers what changes from step to step; the first state counts as a change too, of the turn as a whole."""

    def __init__(self) -> None:
        self.changes: list[StateChange] = []
        self._last: dict[str, str | None] = {}
        self._before: tuple[int, int] | None = None
        """The turn and call of the step before."""

    def add(self, turn: int, given: Any, *, has_call: bool) -> None:
        """Takes the state that a turn's step records."""
        state = _state_of(given)
        step = (turn, 0 if has_call else -1)
        cause = self._before if isinstance(given, str) and self._before else step
        self._before = step
        for kind, name in _KINDS.items():
            if name not in state:
                continue
            value = text_of(state[name])
            value = None if value is None or value.strip() in _NOTHING else value
            if kind not in self._last and value is None:
                self._last[kind] = None
                continue
            at, call = cause if kind in self._last else (turn, -1)
            if self._last.get(kind, ...) != value:
                self._last[kind] = value
                self.changes.append(StateChange(len(self.changes), at, call, kind, "recorded", "state", value=value))


def _state_of(given: Any) -> dict[str, Any]:
    if isinstance(given, str):
        try:
            given = read_json(given.encode("utf-8", "replace"))
        except ValueError:
            return {}
    return dict_of(given)
