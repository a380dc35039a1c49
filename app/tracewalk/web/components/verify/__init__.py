"""What was verified: the verdict against the truth, the list of problems, and one problem with all its tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tracewalk.web.components.mounted import Mounted

__all__ = ["verified"]

_ELEMENT = Mounted("verify", styles=("stepper/stepper.css", "verify/verify.css", "verify/problem.css"))


def verified(data: dict[str, Any], *, key: str, asked: Callable[[], None]) -> dict[str, Any] | None:
    """Show a part of it; returns what was clicked just now, in the shape `Asked` of its `types.js`."""
    return _ELEMENT.hear(data, key, asked)
