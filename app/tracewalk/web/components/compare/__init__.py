"""Compare: the stepper with truth and prediction under one cursor."""

from __future__ import annotations

from typing import Any

from tracewalk.web.components.mounted import Mounted

__all__ = ["comparer"]

_ELEMENT = Mounted("compare", styles=("stepper/stepper.css", "stepper/whatif.css", "compare/compare.css"))


def comparer(data: dict[str, Any], *, key: str) -> dict[str, Any] | None:
    """Show a trace beside a prediction; returns what was last reported, None before the first move.

    That is the focus {step, frame, var} and the subject {prediction, other, job}.
    """
    return _ELEMENT.show(data, key)
