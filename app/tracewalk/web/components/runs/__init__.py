"""The list of trajectories, and the grid of their outcomes by task and model: every run in them is a link."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tracewalk.web.components.mounted import Mounted

__all__ = ["runs"]

_ELEMENT = Mounted("runs", styles=("stepper/stepper.css", "runs/runs.css"))


def runs(data: dict[str, Any], *, key: str, asked: Callable[[], None]) -> dict[str, Any] | None:
    """Show runs; returns what was clicked just now, in the shape `Asked` of its `types.js`."""
    return _ELEMENT.hear(data, key, asked)
