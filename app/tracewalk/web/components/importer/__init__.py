"""The way in: logs that are dropped onto the page, or chosen, are sent to the server, which imports them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tracewalk.web.components.mounted import Mounted

__all__ = ["importer"]

_ELEMENT = Mounted("importer", styles=("stepper/stepper.css", "importer/importer.css"))


def importer(data: dict[str, Any], *, key: str, asked: Callable[[], None]) -> dict[str, Any] | None:
    """Offer to import; returns what was asked just now, in the shape `Asked` of its `types.js`."""
    return _ELEMENT.hear(data, key, asked)
