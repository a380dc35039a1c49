"""What the exporters of trajectories write: a run of an agent as the lake has it, and those that it started."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tracewalk.exporters.strict_json import read_object
from tracewalk.frozen import frozen

if TYPE_CHECKING:
    from tracewalk.model import StateChange, ToolCall, Trajectory, Turn

__all__ = ["Run", "call_ids", "given"]


@frozen
class Run:
    """A trajectory with all that belongs to it."""

    trajectory: Trajectory
    turns: Sequence[Turn]
    changes: Sequence[StateChange] = ()
    children: Sequence[Run] = ()
    """Sub-agents'."""


def given(call: ToolCall) -> dict[str, Any]:
    """The arguments of a call as an object; a text stands in it as a command, or as the input of another tool."""
    found = read_object(call.arguments)
    if found is not None:
        return found
    return (
        {"command" if call.tool in ("bash", "shell", "terminal") else "input": call.arguments} if call.arguments else {}
    )


def call_ids(turn: Turn) -> list[str]:
    """An id for each call of a turn, no two alike: its own, else one made of where it stands."""
    found: list[str] = []
    for number, call in enumerate(turn.calls):
        own = call.call_id or ""
        found.append(own if own and own not in found else f"call_{turn.turn}_{number}")
    return found
