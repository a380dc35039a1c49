"""The result of a query: its facts, its files and its rows, whose ids are links."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tracewalk.web.components.mounted import Mounted

__all__ = ["result"]

_ELEMENT = Mounted("result", styles=("stepper/stepper.css", "result/result.css"))


def result(data: dict[str, Any], *, key: str, asked: Callable[[], None]) -> dict[str, Any] | None:
    """Show rows; returns what was clicked just now: `{"kind": "open" or "whole", "row", "column"}`."""
    return _ELEMENT.hear(data, key, asked)
