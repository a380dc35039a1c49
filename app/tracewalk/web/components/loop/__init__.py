"""The loop: a problem set is chosen or dropped, verified in the background, and watched while it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tracewalk.web.components.mounted import Mounted

__all__ = ["looper"]

_ELEMENT = Mounted("loop", styles=("stepper/stepper.css", "loop/loop.css"))


def looper(data: dict[str, Any], *, key: str, asked: Callable[[], None]) -> dict[str, Any] | None:
    """Offer to verify; returns what was asked just now, in the shape `Asked` of its `types.js`."""
    return _ELEMENT.hear(data, key, asked)
