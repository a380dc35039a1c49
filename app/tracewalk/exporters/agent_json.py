"""A run -> one object of JSON with all that the lake holds of it: its row, its turns, its state changes."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tracewalk.exporters.strict_json import stamp

if TYPE_CHECKING:
    from tracewalk.exporters.agent_run import Run

__all__ = ["run_row"]


def run_row(run: Run) -> dict[str, Any]:
    """The columns as the tables `trajectories`, `turns` and `state_changes` have them; bytes as base64."""
    return {
        "trajectory": _plain(run.trajectory.row()),
        "turns": [_plain(asdict(turn)) for turn in run.turns],
        "state_changes": [_plain(asdict(change)) for change in run.changes],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, datetime):
        return stamp(value)
    return b64encode(value).decode() if isinstance(value, bytes) else value
