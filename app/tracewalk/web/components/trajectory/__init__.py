"""Trajectory: one run of an agent, turn by turn, with what each turn changed."""

from __future__ import annotations

from typing import Any

from tracewalk.web.components.mounted import Mounted

__all__ = ["reader"]

_ELEMENT = Mounted("trajectory", styles=("stepper/stepper.css", "trajectory/trajectory.css"))


def reader(data: dict[str, Any], *, key: str) -> dict[str, Any] | None:
    """Show a run; returns the focus {turn, call, file} last reported, None before the first move."""
    return _ELEMENT.show(data, key)
