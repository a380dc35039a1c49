"""Compare two runs: their turns side by side under one cursor, their patches, their tests."""

from __future__ import annotations

from typing import Any

from tracewalk.web.components.mounted import Mounted

__all__ = ["two_runs"]

_ELEMENT = Mounted("beside", styles=("stepper/stepper.css", "trajectory/trajectory.css", "beside/beside.css"))


def two_runs(data: dict[str, Any], *, key: str) -> dict[str, Any] | None:
    """Show two runs; returns the focus {turn, other_turn, file} last reported, None before the first move."""
    return _ELEMENT.show(data, key)
