"""The stepper: one Components-v2 element that fetches a trace's steps and does all stepping in the browser."""

from __future__ import annotations

from typing import Any

from tracewalk.web.components.mounted import Mounted

__all__ = ["stepper"]

_ELEMENT = Mounted("stepper", styles=("stepper/stepper.css", "stepper/whatif.css"))


def stepper(data: dict[str, Any], *, key: str) -> dict[str, Any] | None:
    """Show a trace; returns the focus {step, frame, var} last reported, None before the first move."""
    return _ELEMENT.show(data, key)
